package dev.wsplab.facts;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The library's own. */
@ParameterizedClass
@EnumSource
class OursPortFactsTest extends PortFacts {
  private final OurBase base;

  OursPortFactsTest(OurBase base) {
    this.base = base;
  }

  @Override
  WindowsApi open() {
    return new OurWindows(base);
  }
}
