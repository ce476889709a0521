package dev.wsplab.driver;

/** A module in C gave a pointer to nothing. */
public final class BadPointerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the pointer was expected to be, for people. */
  private final String expected;

  /**
   * Makes one.
   *
   * @param expected what should have stood there, for people
   * @param address what was given
   */
  public BadPointerException(String expected, long address) {
    super(String.format("0x%x", address));
    this.expected = expected;
  }

  /** {@return what should have stood there} */
  public String expected() {
    return expected;
  }
}
