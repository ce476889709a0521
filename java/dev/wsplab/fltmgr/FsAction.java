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

  /** Carries it out in the thread that sends it. */
  public static FsAction inline() {
    return AT_ONCE;
  }

  /** Pends it and carries it out from the scheduler; it cannot be cancelled meanwhile. */
  public static FsAction later() {
    return LATER;
  }

  /** Pends it until it is cancelled; the cancel routine completes it at once. */
  public static FsAction untilCancelled() {
    return new FsAction(When.ON_CANCEL, true, false, 0);
  }

  /** The same in the thread that sends it, with this failure and without carrying it out. */
  public static FsAction fails(int status) {
    return new FsAction(When.INLINE, false, false, status);
  }

  /** The same as {@link #fails}, from the scheduler. */
  public static FsAction failsLater(int status) {
    return new FsAction(When.LATER, false, false, status);
  }

  /** With a cancel routine that ends it with {@code STATUS_CANCELLED} if a cancel comes first. */
  public FsAction cancellable() {
    return new FsAction(when, true, cancelQueues, status);
  }

  /** With a cancel routine that only queues the completion to the scheduler. */
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
