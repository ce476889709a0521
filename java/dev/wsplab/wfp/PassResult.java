package dev.wsplab.wfp;

/**
 * What a classification came to.
 *
 * @param action {@code PERMIT} or {@code BLOCK}
 * @param absorbed whether a block is silent
 * @param vetoed whether a hard permit was blocked
 */
record PassResult(FwpActionType action, boolean absorbed, boolean vetoed) {
  boolean isPermit() {
    return action == FwpActionType.PERMIT;
  }
}
