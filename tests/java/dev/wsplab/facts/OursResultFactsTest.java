package dev.wsplab.facts;

/** The library's own. */
class OursResultFactsTest extends ResultFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
