package dev.wsplab.facts;

/** The library's own. */
class OursNotificationModeFactsTest extends NotificationModeFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
