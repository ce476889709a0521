package dev.wsplab.facts;

/** Windows' own. */
class SystemDataPathFacts extends DataPathFacts {
  @Override
  WindowsApi open() {
    return new SystemWindows();
  }
}
