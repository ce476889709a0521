package dev.wsplab.driver;

/** A module in C calls a function by a number that none has here. */
public final class UnknownFunctionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param number what was called
   */
  public UnknownFunctionException(int number) {
    super("a call of number " + number + ": compile the module against that one");
  }
}
