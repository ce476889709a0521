package dev.wsplab.facts;

/** The library's own. */
class OursEventFactsTest extends EventFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
