package dev.wsplab.conformance;

import java.util.Set;

/** How the operation of a cell is brought about, and to its end. */
interface Act {
  /** Makes the sockets and what they need. */
  Calls.Target prepare();

  /** Comes right before the starting call. */
  void before();

  /** Brings about the end of an operation that is pending. */
  void during();

  /** How it has to end. */
  Expected expected();

  /** Looks at what has gone down and come up, once it has ended. */
  default void look(Calls.Target target, boolean succeeded) {}

  /** Looks at the flags that a success is told with. */
  default void toldFlags(int flags) {}

  /**
   * An end.
   *
   * @param errors the Winsock errors that will do; 0 for success
   * @param bytes the byte count, or -1 when it does not count
   */
  record Expected(Set<Integer> errors, int bytes) {
    static Expected success(int bytes) {
      return new Expected(Set.of(0), bytes);
    }

    static Expected failure(Integer... errors) {
      return new Expected(Set.of(errors), -1);
    }

    boolean isSuccess() {
      return errors.contains(0);
    }

    boolean matches(int error) {
      return errors.contains(error);
    }

    String text() {
      return errors.stream()
          .sorted()
          .map(error -> error == 0 ? "success" : Calls.describe(error))
          .reduce((a, b) -> a + " or " + b)
          .orElse("");
    }
  }
}
