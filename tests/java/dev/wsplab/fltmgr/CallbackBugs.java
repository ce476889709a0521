package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.Bug.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Mistakes of callbacks, one each (FLT-92 to FLT-100). */
final class CallbackBugs {
  private CallbackBugs() {}

  private static Bug preop(String name, FltCheck check, FltPreOperation pre) {
    return below(
        name,
        check,
        bench -> {
          bench.at("200000", pre, FltBench::finished);
          readThrough(bench);
        });
  }

  static List<Bug> all() {
    return List.of(
        preop(
            "turns the operation to another filter's instance",
            FltCheck.BAD_TARGET,
            (data, objects, context) -> {
              data.iopb().targetInstance(0x1234);
              data.ioStatus(STATUS_SUCCESS, 1);
              return FLT_PREOP_SUCCESS_NO_CALLBACK;
            }),
        below(
            "synchronizes a request for an oplock",
            FltCheck.SYNCHRONIZE_NOT_ALLOWED,
            bench -> {
              bench.at(
                  "200000",
                  MajorFunction.IRP_MJ_FILE_SYSTEM_CONTROL,
                  returns(FLT_PREOP_SYNCHRONIZE),
                  FltBench::finished);
              FltCallbackData data = bench.read(0, 4);
              data.iopb()
                  .majorFunction(MajorFunction.IRP_MJ_FILE_SYSTEM_CONTROL)
                  .minorFunction(MajorFunction.IRP_MN_USER_FS_REQUEST)
                  .fsControlCode(0x90008);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        preop("returns an unknown status", FltCheck.UNKNOWN_PREOP_STATUS, returns(99)),
        preop("refuses fast I/O for an IRP", FltCheck.FAST_IO_STATUS, returns(3)),
        preop("refuses the query of an open for an IRP", FltCheck.FS_FILTER_STATUS, returns(6)),
        preop(
            "completes with STATUS_PENDING",
            FltCheck.BAD_FINAL_STATUS,
            (data, objects, context) -> {
              data.ioStatus(STATUS_PENDING, 0);
              return FLT_PREOP_COMPLETE;
            }),
        preop(
            "gives a context without a callback",
            FltCheck.CONTEXT_NOT_ALLOWED,
            (data, objects, context) -> {
              context.set("nobody gets it");
              return FLT_PREOP_SUCCESS_NO_CALLBACK;
            }),
        preop(
            "changes the offset and tells nobody",
            FltCheck.CHANGED_WITHOUT_DIRTY,
            (data, objects, context) -> {
              data.iopb().byteOffset(20);
              return FLT_PREOP_SUCCESS_NO_CALLBACK;
            }),
        preop(
            "changes the major function",
            FltCheck.MAJOR_CHANGED,
            (data, objects, context) -> {
              data.iopb().majorFunction(MajorFunction.IRP_MJ_WRITE);
              return FLT_PREOP_SUCCESS_NO_CALLBACK;
            }),
        below(
            "changes the major function in its postoperation callback, and says that it has",
            FltCheck.MAJOR_CHANGED,
            bench -> {
              bench.at(
                  "200000",
                  returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                  (data, objects, context, flags) -> {
                    data.iopb().majorFunction(MajorFunction.IRP_MJ_WRITE);
                    bench.flt.fltSetCallbackDataDirty(data);
                    return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
                  });
              readThrough(bench);
            }),
        below(
            "changes the offset in its postoperation callback and tells nobody",
            FltCheck.CHANGED_WITHOUT_DIRTY,
            bench -> {
              bench.at(
                  "200000",
                  returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                  (data, objects, context, flags) -> {
                    data.iopb().byteOffset(20);
                    return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
                  });
              readThrough(bench);
            }),
        preop(
            "throws in its preoperation callback",
            FltCheck.CALLBACK_THREW,
            (data, objects, context) -> {
              throw new IllegalStateException("not caught");
            }),
        below(
            "wants a postoperation callback that it has not registered",
            FltCheck.NO_POSTOP,
            bench -> {
              bench.at("200000", returns(FLT_PREOP_SUCCESS_WITH_CALLBACK), null);
              readThrough(bench);
            }),
        bug(
            "throws in its completion callback",
            FltCheck.CALLBACK_THREW,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.flt.fltPerformAsynchronousIo(
                  data,
                  (over, context) -> {
                    throw new IllegalStateException("not caught");
                  },
                  null);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "throws in a work item",
            FltCheck.CALLBACK_THREW,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.flt.fltQueueDeferredIoWorkItem(
                  data,
                  (of, context) -> {
                    throw new IllegalStateException("not caught");
                  },
                  null);
              bench.manager.scheduler().runAll();
              bench.flt.fltFreeCallbackData(data);
            }),
        below(
            "synchronizes a lock",
            FltCheck.SYNCHRONIZE_NOT_ALLOWED,
            bench -> {
              bench.at(
                  "200000",
                  MajorFunction.IRP_MJ_LOCK_CONTROL,
                  returns(FLT_PREOP_SYNCHRONIZE),
                  FltBench::finished);
              FltCallbackData data = bench.read(0, 4);
              data.iopb()
                  .majorFunction(MajorFunction.IRP_MJ_LOCK_CONTROL)
                  .minorFunction(MajorFunction.IRP_MN_LOCK);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        below(
            "returns a status that is none after the operation",
            FltCheck.BAD_POSTOP_STATUS,
            bench -> {
              bench.at(
                  "200000",
                  returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                  (data, objects, context, flags) ->
                      FltPostOperation.FLT_POSTOP_DISALLOW_FSFILTER_IO);
              readThrough(bench);
            }),
        below(
            "pends and never completes",
            FltCheck.NEVER_RESUMED,
            bench -> {
              FltInstance below = bench.at("200000", returns(FLT_PREOP_PENDING), null);
              bench.perform(bench.read(0, 4));
              below.filter().unload();
            }),
        below(
            "wants more processing and never goes on",
            FltCheck.POST_NEVER_RESUMED,
            bench -> {
              FltInstance below =
                  bench.at(
                      "200000",
                      returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                      (data, objects, context, flags) -> {
                        bench.flt.fltQueueDeferredIoWorkItem(data, (of, with) -> {}, null);
                        return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
                      });
              bench.perform(bench.read(0, 4));
              below.filter().unload();
            }),
        below(
            "wants more processing and has queued nothing",
            FltCheck.POST_NOT_QUEUED,
            bench -> {
              AtomicReference<FltCallbackData> held = new AtomicReference<>();
              bench.at(
                  "200000",
                  returns(FLT_PREOP_SUCCESS_WITH_CALLBACK),
                  (data, objects, context, flags) -> {
                    held.set(data);
                    return FltPostOperation.FLT_POSTOP_MORE_PROCESSING_REQUIRED;
                  });
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.flt.fltCompletePendedPostOperation(held.get());
              bench.flt.fltFreeCallbackData(data);
            }));
  }
}
