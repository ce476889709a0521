package dev.wsplab.fltmgr;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a filter has decided before the operation, and whether it may. */
final class PreResult {
  private static final List<String> NAMES =
      List.of(
          "SUCCESS_WITH_CALLBACK",
          "SUCCESS_NO_CALLBACK",
          "PENDING",
          "DISALLOW_FASTIO",
          "COMPLETE",
          "SYNCHRONIZE",
          "DISALLOW_FSFILTER_IO");

  /** FSCTL_REQUEST_OPLOCK_LEVEL_1, LEVEL_2, BATCH_OPLOCK and FILTER_OPLOCK. */
  private static final Set<Integer> OPLOCK_REQUESTS = Set.of(0x90000, 0x90004, 0x90008, 0x9005C);

  private final FilterManager manager;
  private final Level level;
  private final FltCallbackData data;

  PreResult(FilterManager manager, Level level, FltCallbackData data) {
    this.manager = manager;
    this.level = level;
    this.data = data;
  }

  static String nameOf(int status) {
    return status >= 0 && status < NAMES.size() ? NAMES.get(status) : "status " + status;
  }

  /** Edits of the parameters count when they were told (FLT-8, FLT-100). */
  void edits() {
    byte[] now = data.memory().parameterBlock();
    byte[] seen = level.seen();
    boolean dirty = data.is(FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY);
    data.flags(0, FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY);
    if (Arrays.equals(seen, now)) {
      return;
    }
    if (seen[FltLayout.MAJOR] != now[FltLayout.MAJOR]) {
      report(
          FltCheck.MAJOR_CHANGED,
          MajorFunction.nameOf(Byte.toUnsignedInt(seen[FltLayout.MAJOR])),
          MajorFunction.nameOf(Byte.toUnsignedInt(now[FltLayout.MAJOR])));
      now[FltLayout.MAJOR] = seen[FltLayout.MAJOR];
      data.memory().parameterBlock(now);
    }
    if (!dirty && !level.ioStatusChanged(data) && !Arrays.equals(seen, now)) {
      report(
          FltCheck.CHANGED_WITHOUT_DIRTY,
          "the same parameters, or FltSetCallbackDataDirty",
          "others after the preoperation callback");
      data.memory().parameterBlock(seen);
    }
  }

  /** The status that counts. */
  int checked(int status, @Nullable Object context, int majorFunction) {
    boolean withPost =
        status == FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK
            || status == FltPreOperation.FLT_PREOP_SYNCHRONIZE;
    if (!withPost) {
      noContext(status, context);
    }
    switch (status) {
      case FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK:
        return status;
      case FltPreOperation.FLT_PREOP_COMPLETE:
        finalStatus(majorFunction);
        return status;
      case FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK:
        return hasPost(status, majorFunction)
            ? status
            : FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
      case FltPreOperation.FLT_PREOP_SYNCHRONIZE:
        return synchronize(majorFunction);
      case FltPreOperation.FLT_PREOP_DISALLOW_FASTIO:
        report(FltCheck.FAST_IO_STATUS, "a status for an IRP", nameOf(status));
        return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
      case FltPreOperation.FLT_PREOP_DISALLOW_FSFILTER_IO:
        report(FltCheck.FS_FILTER_STATUS, "a status for an IRP", nameOf(status));
        return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK; // FLT-61a
      default:
        report(FltCheck.UNKNOWN_PREOP_STATUS, "one of 0 to 6", nameOf(status));
        return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
  }

  /** FLT-62. */
  void noContext(int status, @Nullable Object context) {
    if (context != null) {
      report(FltCheck.CONTEXT_NOT_ALLOWED, "no completion context", "one with " + nameOf(status));
    }
  }

  /** FLT-55, FLT-93. */
  private void finalStatus(int majorFunction) {
    int status = data.memory().int32(FltLayout.STATUS);
    boolean notFinal =
        status == FltStatus.STATUS_PENDING || status == FltStatus.STATUS_FLT_DISALLOW_FAST_IO;
    boolean closing =
        majorFunction == MajorFunction.IRP_MJ_CLEANUP
            || majorFunction == MajorFunction.IRP_MJ_CLOSE;
    if (notFinal || closing && !FltStatus.isSuccess(status)) {
      report(FltCheck.BAD_FINAL_STATUS, "a final status", FltStatus.nameOf(status));
    }
    if (notFinal) {
      data.memory().int32(FltLayout.STATUS, FltStatus.STATUS_UNSUCCESSFUL);
    }
  }

  /** FLT-94. */
  private boolean hasPost(int status, int majorFunction) {
    FltRegistration.Callbacks callbacks = level.instance().filter().callbacks(majorFunction);
    if (callbacks != null && callbacks.post() != null) {
      return true;
    }
    report(FltCheck.NO_POSTOP, "a registered postoperation callback", nameOf(status));
    return false;
  }

  /** FLT-59. */
  private int synchronize(int majorFunction) {
    int minor = data.memory().int8(FltLayout.DATA_SIZE + FltLayout.MINOR);
    boolean notify =
        majorFunction == MajorFunction.IRP_MJ_DIRECTORY_CONTROL
            && minor == MajorFunction.IRP_MN_NOTIFY_CHANGE_DIRECTORY;
    boolean lock =
        majorFunction == MajorFunction.IRP_MJ_LOCK_CONTROL && minor == MajorFunction.IRP_MN_LOCK;
    boolean oplock =
        majorFunction == MajorFunction.IRP_MJ_FILE_SYSTEM_CONTROL
            && minor == MajorFunction.IRP_MN_USER_FS_REQUEST
            && OPLOCK_REQUESTS.contains(
                data.memory()
                    .int32(FltLayout.DATA_SIZE + FltLayout.PARAMETERS + FltLayout.FS_CONTROL_CODE));
    if (notify || lock || oplock) {
      report(
          FltCheck.SYNCHRONIZE_NOT_ALLOWED,
          "another status for what may pend for ever",
          "SYNCHRONIZE for " + MajorFunction.nameOf(majorFunction) + ", minor " + minor);
    }
    return hasPost(FltPreOperation.FLT_PREOP_SYNCHRONIZE, majorFunction)
        ? FltPreOperation.FLT_PREOP_SYNCHRONIZE
        : FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
  }

  private void report(FltCheck check, String expected, String seen) {
    manager.checks().byCallback(check, level.instance(), data, expected, seen);
  }
}
