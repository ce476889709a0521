package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where an I/O may be turned to: an instance of the same minifilter at the same altitude on another
 * volume, with a file of that volume (FLT-10).
 */
final class Targets {
  private static final int INSTANCE = FltLayout.DATA_SIZE + FltLayout.TARGET_INSTANCE;
  private static final int FILE = FltLayout.DATA_SIZE + FltLayout.TARGET_FILE_OBJECT;

  private final FilterManager manager;

  Targets(FilterManager manager) {
    this.manager = manager;
  }

  /** Whether the initiator may send it where it says; reports it. */
  boolean mayBeSentTo(FltCallbackData data) {
    FltInstance owner = data.owner();
    String wrong = owner == null ? null : wrong(data, owner);
    if (wrong != null) {
      manager.checks().byCall(FltCheck.BAD_TARGET, data, expected(owner), wrong);
    }
    return wrong == null;
  }

  /**
   * Where a preoperation callback has turned it to; null when it goes on where it is. What may not
   * be is reported and undone.
   */
  @Nullable FltInstance turned(FltCallbackData data, Level level) {
    FltInstance from = level.instance();
    String wrong = wrong(data, from);
    if (wrong != null) {
      manager.checks().byCallback(FltCheck.BAD_TARGET, from, data, expected(from), wrong);
      byte[] now = data.memory().parameterBlock();
      System.arraycopy(
          level.seen(),
          FltLayout.TARGET_FILE_OBJECT,
          now,
          FltLayout.TARGET_FILE_OBJECT,
          FltLayout.PARAMETERS - FltLayout.TARGET_FILE_OBJECT);
      data.memory().parameterBlock(now);
      return null;
    }
    FltInstance to = manager.instance(data.memory().pointer(INSTANCE));
    return to == from ? null : to;
  }

  private static String expected(@Nullable FltInstance of) {
    return of + ", or its like on another volume, and a file of that volume";
  }

  /** What is wrong with the target of data that an instance sends on; null for nothing. */
  private @Nullable String wrong(FltCallbackData data, FltInstance from) {
    long address = data.memory().pointer(INSTANCE);
    FltInstance to = manager.instance(address);
    if (to == null) {
      return String.format("TargetInstance 0x%x, which is none", address);
    }
    boolean like =
        to == from
            || to.isAttached()
                && to.filter() == from.filter()
                && to.altitude().equals(from.altitude());
    if (!like) {
      return "TargetInstance " + to;
    }
    FltFileObject file = manager.fileObject(data.memory().pointer(FILE));
    return file == null || file.volume() == to.volume()
        ? null
        : "TargetFileObject " + file + " of volume " + file.volume();
  }
}
