package dev.wsplab.facts;

/** The library's own. */
class OursApcFactsTest extends OursApcFacts {
  OursApcFactsTest(OurBase base) {
    super(base);
  }
}
