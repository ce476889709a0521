package dev.wsplab.fltmgr;

/** A call that gives an object has failed; carries the NTSTATUS that C would get. */
public final class FltException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The NTSTATUS. */
  private final int status;

  FltException(String function, int status, String reason) {
    super(function + ": " + FltStatus.nameOf(status) + ": " + reason);
    this.status = status;
  }

  /** {@return the NTSTATUS} */
  public int status() {
    return status;
  }
}
