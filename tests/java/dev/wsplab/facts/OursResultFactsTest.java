package dev.wsplab.facts;

/** The library's own. */
class OursResultFactsTest extends OursResultFacts {
  OursResultFactsTest(OurBase base) {
    super(base);
  }
}
