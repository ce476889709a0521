package dev.wsplab.provider.network;

/** Who is told when an operation has ended. Called without locks held, once. */
@FunctionalInterface
interface Waiter {
  /** Nobody: a background operation of the provider. */
  Waiter NOBODY = (outcome, atOnce) -> {};

  /**
   * The operation has ended.
   *
   * @param outcome how
   * @param atOnce whether the starting call itself returns this outcome
   */
  void tell(Outcome outcome, boolean atOnce);

  /**
   * The provider ends with the operation pending: nothing is indicated to a client (WSP-CLEAN-2,
   * WSP-CLEAN-3).
   */
  default void tellSilently(Outcome outcome) {
    tell(outcome, false);
  }
}
