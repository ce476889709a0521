package dev.wsplab.fltmgr;

/** How the file system goes about one I/O. */
public final class FsAction {
  /** When it ends. */
  enum When {
    INLINE,
    LATER,
    ON_CANCEL
  }

  private static final FsAction AT_ONCE = new FsAction(When.INLINE, false, false, 0);
  private static final FsAction LATER = new FsAction(When.LATER, false, false, 0);

  private final When when;
  private final boolean cancellable;
  private final boolean cancelQueues;
  private final int status;

  private FsAction(When when, boolean cancellable, boolean cancelQueues, int status) {
    this.when = when;
    this.cancellable = cancellable;
    this.cancelQueues = cancelQueues;
    this.status = status;
  }

  /**
   * Carries it out in the thread that sends it.
   *
   * @return what the file system does with an I/O
   */
  public static FsAction inline() {
    return AT_ONCE;
  }

  /**
   * Pends it and carries it out from the scheduler; it cannot be cancelled meanwhile.
   *
   * @return what the file system does with an I/O
   */
  public static FsAction later() {
    return LATER;
  }

  /**
   * Pends it until it is cancelled; the cancel routine completes it at once.
   *
   * @return what the file system does with an I/O
   */
  public static FsAction untilCancelled() {
    return new FsAction(When.ON_CANCEL, true, false, 0);
  }

  /**
   * Fails it in the thread that sends it, without carrying it out.
   *
   * @param status NTSTATUS of the failure
   * @return what the file system does with an I/O
   */
  public static FsAction fails(int status) {
    return new FsAction(When.INLINE, false, false, status);
  }

  /**
   * Fails it from the scheduler, without carrying it out.
   *
   * @param status NTSTATUS of the failure
   * @return what the file system does with an I/O
   */
  public static FsAction failsLater(int status) {
    return new FsAction(When.LATER, false, false, status);
  }

  /**
   * With a cancel routine that ends it with {@code STATUS_CANCELLED} if a cancel comes first.
   *
   * @return the same with that routine
   */
  public FsAction cancellable() {
    return new FsAction(when, true, cancelQueues, status);
  }

  /**
   * With a cancel routine that only queues the completion to the scheduler.
   *
   * @return the same with that routine
   */
  public FsAction cancelledLater() {
    return new FsAction(when, true, true, status);
  }

  When when() {
    return when;
  }

  boolean isCancellable() {
    return cancellable;
  }

  boolean cancelQueues() {
    return cancelQueues;
  }

  /** The failure, 0 for none. */
  int status() {
    return status;
  }
}
