package dev.wsplab.facts;

/** Windows' own; and what the library has no functions for. */
class SystemApcFacts extends ApcFacts {
  @Override
  WindowsApi open() {
    return new SystemWindows();
  }
}
