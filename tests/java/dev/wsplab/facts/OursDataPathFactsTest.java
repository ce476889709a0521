package dev.wsplab.facts;

/** The library's own. */
class OursDataPathFactsTest extends OursDataPathFacts {
  OursDataPathFactsTest(OurBase base) {
    super(base);
  }
}
