package dev.wsplab.facts;

/** The library's own. */
class OursEventFactsTest extends OursEventFacts {
  OursEventFactsTest(OurBase base) {
    super(base);
  }
}
