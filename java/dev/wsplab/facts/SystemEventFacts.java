package dev.wsplab.facts;

/** Windows' own. */
class SystemEventFacts extends EventFacts {
  @Override
  WindowsApi open() {
    return new SystemWindows();
  }
}
