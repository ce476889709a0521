package dev.wsplab.kernel;

/**
 * What a wait returns.
 *
 * @param returnValue 0 to 63: index of the object; 0xC0: APCs ran; 0x102: the time is over; -1: see
 *     error
 * @param error Win32 error when returnValue is -1, otherwise 0
 */
public record WaitResult(int returnValue, int error) {
  /** {@code WAIT_OBJECT_0}. */
  public static final int WAIT_OBJECT_0 = 0;

  /** {@code WAIT_IO_COMPLETION}. */
  public static final int WAIT_IO_COMPLETION = 0xC0;

  /** {@code WAIT_TIMEOUT}. */
  public static final int WAIT_TIMEOUT = 0x102;

  /** {@code WAIT_FAILED}. */
  public static final int WAIT_FAILED = -1;

  /** {@return whether an object was signalled} */
  public boolean signalled() {
    return returnValue >= 0 && returnValue < 64;
  }

  /** Returns the values, numbers by their names. */
  @Override
  public String toString() {
    return "WaitResult[returnValue="
        + nameOf(returnValue)
        + ", error="
        + Win32Error.nameOf(error)
        + "]";
  }

  private static String nameOf(int returnValue) {
    return switch (returnValue) {
      case WAIT_IO_COMPLETION -> "WAIT_IO_COMPLETION";
      case WAIT_TIMEOUT -> "WAIT_TIMEOUT";
      case WAIT_FAILED -> "WAIT_FAILED";
      default -> "WAIT_OBJECT_0 + " + returnValue;
    };
  }
}
