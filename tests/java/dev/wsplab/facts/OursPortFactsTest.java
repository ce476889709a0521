package dev.wsplab.facts;

/** The library's own. */
class OursPortFactsTest extends PortFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
