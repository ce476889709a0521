package dev.wsplab.facts;

/** The library's own. */
class OursDataPathFactsTest extends DataPathFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
