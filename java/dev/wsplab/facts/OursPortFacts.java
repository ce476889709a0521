package dev.wsplab.facts;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The library's own. */
@ParameterizedClass
@EnumSource
class OursPortFacts extends PortFacts {
  final OurBase base;

  OursPortFacts(OurBase base) {
    this.base = base;
  }

  @Override
  WindowsApi open() {
    return new OurWindows(base);
  }
}
