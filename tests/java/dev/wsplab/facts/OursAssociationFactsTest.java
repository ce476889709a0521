package dev.wsplab.facts;

/** The library's own. */
class OursAssociationFactsTest extends AssociationFacts {
  @Override
  WindowsApi open() {
    return new OurWindows();
  }
}
