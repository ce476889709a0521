package dev.wsplab.facts;

/** The library's own. */
class OursApcFactsTest extends ApcFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
