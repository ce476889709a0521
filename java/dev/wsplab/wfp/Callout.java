package dev.wsplab.wfp;

/**
 * A registered callout.
 *
 * @param id its run-time identifier
 */
record Callout(int id, FwpsCallout of) {
  String key() {
    return of.key();
  }
}
