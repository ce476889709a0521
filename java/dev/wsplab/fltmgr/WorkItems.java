package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Queues minifilters' work items, and counts them until they have returned: an unload waits for
 * them (FLT-101). Thread-safe.
 */
final class WorkItems {
  private final FilterManager manager;

  WorkItems(FilterManager manager) {
    this.manager = manager;
  }

  /** {@code FltQueueDeferredIoWorkItem} (FLT-63). */
  int queueDeferred(FltCallbackData data, DeferredIoWorkItem worker, @Nullable Object context) {
    String function = "FltQueueDeferredIoWorkItem";
    if (data.state() == CallbackDataState.FREED) {
      manager.checks().usedAfterFree(data, function);
      return STATUS_INVALID_PARAMETER;
    }
    manager.checks().irql(function, manager.frames().irql(), Irql.DISPATCH_LEVEL, data);
    boolean paging = (data.iopb().irpFlags() & FltIoParameterBlock.IRP_PAGING_IO) != 0;
    if (paging || manager.frames().topLevelIrp() != 0) {
      return STATUS_FLT_NOT_SAFE_TO_POST_OPERATION;
    }
    FltInstance inside = manager.frames().instance();
    FltInstance who = inside == null ? data.owner() : inside;
    FltFilter filter = who == null ? null : who.filter();
    if (!begins(filter, who)) {
      return STATUS_FLT_DELETING_OBJECT;
    }
    IoControl io = data.io();
    if (io != null) {
      io.workQueued(); // before the item can run
    }
    submit(filter, who, () -> worker.run(data, context));
    return STATUS_SUCCESS;
  }

  /**
   * {@code FltQueueGenericWorkItem}.
   *
   * @param instance null for one of the filter as a whole
   */
  int queueGeneric(FltFilter filter, @Nullable FltInstance instance, Runnable worker) {
    manager
        .checks()
        .irqlOf("FltQueueGenericWorkItem", manager.frames().irql(), Irql.DISPATCH_LEVEL, instance);
    if (!begins(filter, instance)) {
      return STATUS_FLT_DELETING_OBJECT;
    }
    submit(filter, instance, worker);
    return STATUS_SUCCESS;
  }

  /** Counts one, unless who queues it is torn down. */
  private static boolean begins(@Nullable FltFilter filter, @Nullable FltInstance instance) {
    if (filter == null) {
      return true;
    }
    filter.workBegins(); // before the look: an unload that begins now sees it
    if (filter.isUnloading() || instance != null && !instance.isAttached()) {
      filter.workEnds();
      return false;
    }
    return true;
  }

  private void submit(@Nullable FltFilter filter, @Nullable FltInstance who, Runnable worker) {
    manager
        .scheduler()
        .submit(
            () -> {
              try {
                manager.asWorker(who, () -> guarded(worker));
              } finally {
                if (filter != null) {
                  filter.workEnds();
                  manager.progressed();
                }
              }
            });
  }

  /** FLT-42: reported in the name of who has queued it. */
  private void guarded(Runnable worker) {
    try {
      worker.run();
    } catch (RuntimeException | Error thrown) {
      manager.checks().taskThrew(thrown);
    }
  }
}
