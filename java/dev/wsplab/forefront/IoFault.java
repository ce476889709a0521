package dev.wsplab.forefront;

import org.apache.commons.lang3.Validate;

/**
 * What a fault plan does to one I/O (FWX-92).
 *
 * @param error a Win32 error that it ends with instead of being carried out, 0 for none
 * @param atIssue whether it ends in the issuing call: with {@code error} the call fails and nothing
 *     is called back (FWX-38); without, the call returns TRUE (FWX-36)
 * @param most how many bytes it transfers at most, {@link Integer#MAX_VALUE} for all
 * @param hold whether it is not started before {@link FwxService#startHeld}
 * @param delay how many other packets overtake its own, if there are so many; by order and not by
 *     time, so that it is the same on each machine: hold back what is to come late in time
 */
public record IoFault(int error, boolean atIssue, int most, boolean hold, int delay) {
  private static final IoFault NONE = new IoFault(0, false, Integer.MAX_VALUE, false, 0);

  /**
   * Checks the numbers.
   *
   * @param error a Win32 error that it ends with instead of being carried out, 0 for none
   * @param atIssue whether it ends in the issuing call: with {@code error} the call fails and
   *     nothing is called back (FWX-38); without, the call returns TRUE (FWX-36)
   * @param most how many bytes it transfers at most, {@link Integer#MAX_VALUE} for all
   * @param hold whether it is not started before {@link FwxService#startHeld}
   * @param delay how many other packets overtake its own, if there are so many; by order and not by
   *     time, so that it is the same on each machine: hold back what is to come late in time
   */
  public IoFault {
    Validate.isTrue(error >= 0, "error=%d: a Win32 error is 0 or more", error);
    Validate.isTrue(error != FileErrors.IO_PENDING, "error=997 would mean that it was started");
    Validate.isTrue(most >= 0, "most=%d: 0 or more is expected", most);
    Validate.isTrue(
        !hold || (error == 0 && !atIssue),
        "hold with error=%d, atIssue=%b: what is held is carried out when it is started",
        error,
        atIssue);
    Validate.isTrue(delay >= 0, "delay=%d: 0 or more is expected", delay);
  }

  /**
   * Nothing happens to it.
   *
   * @return the fault
   */
  public static IoFault none() {
    return NONE;
  }

  /**
   * It ends with an error, told by the callback.
   *
   * @param win32Error the error number, not 0
   * @return the fault
   */
  public static IoFault error(int win32Error) {
    return new IoFault(win32Error, false, Integer.MAX_VALUE, false, 0);
  }

  /**
   * The issuing call fails with an error; nothing is called back.
   *
   * @param win32Error the error number, not 0
   * @return the fault
   */
  public static IoFault errorAtIssue(int win32Error) {
    return new IoFault(win32Error, true, Integer.MAX_VALUE, false, 0);
  }

  /**
   * It transfers at most so many bytes, and succeeds (FWX-24).
   *
   * @param most how many bytes, 0 or more
   * @return the fault
   */
  public static IoFault shortCount(int most) {
    return new IoFault(0, false, most, false, 0);
  }

  /**
   * The issuing call returns TRUE. A file of the system's own decides that for itself.
   *
   * @return the fault
   */
  public static IoFault atOnce() {
    return new IoFault(0, true, Integer.MAX_VALUE, false, 0);
  }

  /**
   * It stays undecided until {@link FwxService#startHeld}, or until its handle is closed.
   *
   * @return the fault
   */
  public static IoFault held() {
    return new IoFault(0, false, Integer.MAX_VALUE, true, 0);
  }

  /**
   * So many later packets overtake its own; fewer, when no more are on their way.
   *
   * @param packets how many, 0 or more
   * @return the fault
   */
  public static IoFault delayed(int packets) {
    return new IoFault(0, false, Integer.MAX_VALUE, false, packets);
  }
}
