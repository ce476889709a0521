package dev.wsplab.fltmgr;

/** What a postoperation callback has returned, and whether it may. */
final class PostResult {
  private PostResult() {}

  static String nameOf(int status) {
    return switch (status) {
      case FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING -> "FINISHED_PROCESSING";
      case FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED -> "MORE_PROCESSING_REQUIRED";
      default -> "status " + status;
    };
  }

  /** Whether the filter goes on later (FLT-66); what is no status at all counts as finished. */
  static boolean isMore(FilterManager manager, Level level, FltCallbackData data, int status) {
    if (status == FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED) {
      queued(manager, level, data);
      return true;
    }
    if (status != FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING) {
      bad(manager, level.instance(), data, status); // FLT-67
    }
    return false;
  }

  /** FLT-99: the callback may say so only when it has queued work for the operation. */
  private static void queued(FilterManager manager, Level level, FltCallbackData data) {
    if (!level.hasWorkQueued()) {
      manager
          .checks()
          .byCallback(
              FltCheck.POST_NOT_QUEUED,
              level.instance(),
              data,
              "FltQueueDeferredIoWorkItem, with success, in the callback",
              "MORE_PROCESSING_REQUIRED without it");
    }
  }

  /** FLT-51. */
  static void drained(
      FilterManager manager, FltInstance instance, FltCallbackData data, int status) {
    if (status != FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING) {
      bad(manager, instance, data, status);
    }
  }

  private static void bad(
      FilterManager manager, FltInstance instance, FltCallbackData data, int status) {
    manager
        .checks()
        .byCallback(
            FltCheck.BAD_POSTOP_STATUS, instance, data, "FINISHED_PROCESSING", nameOf(status));
  }
}
