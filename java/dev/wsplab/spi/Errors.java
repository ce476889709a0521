package dev.wsplab.spi;

/** What all results have in common that tell of a failure. */
final class Errors {
  private Errors() {}

  /**
   * Returns the error number of a failure.
   *
   * @throws IllegalArgumentException for 0, which says that nothing has failed
   */
  static int required(int errno) {
    if (errno == 0) {
      throw new IllegalArgumentException(
          "errno=0: a failure has an error number, for instance WSAECONNRESET");
    }
    return errno;
  }
}
