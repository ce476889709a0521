package dev.wsplab.facts;

/** The library's own. */
class OursNotificationModeFactsTest extends OursNotificationModeFacts {
  OursNotificationModeFactsTest(OurBase base) {
    super(base);
  }
}
