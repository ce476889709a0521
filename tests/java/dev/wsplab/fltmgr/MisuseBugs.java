package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.Bug.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.driver.Irql;
import java.time.Duration;
import java.util.List;

/** Mistakes in what a minifilter believes of its own I/O, one each (FLT-112 to FLT-117). */
final class MisuseBugs {
  private MisuseBugs() {}

  static List<Bug> all() {
    return List.of(
        new Bug(
            "takes the return status for the result (FLT-112)",
            FltCheck.BAD_FINAL_STATUS,
            "filter 200000 at 200000",
            FsScript.later(),
            bench -> {
              sendsItsOwn(
                  bench,
                  (own, operation) -> {
                    int returned =
                        bench.flt.fltPerformAsynchronousIo(
                            own, (over, with) -> bench.flt.fltFreeCallbackData(over), null);
                    operation.ioStatus(returned, 4); // of the operation, not yet of the read
                    return FLT_PREOP_COMPLETE;
                  });
              userReads(bench);
            }),
        new Bug(
            "knows STATUS_PENDING only, and waits for ever after STATUS_FLT_IO_COMPLETE (FLT-113)",
            FltCheck.NEVER_RESUMED,
            "filter 200000 at 200000",
            FsScript.inline(),
            bench -> {
              bench.at("100000", completes(STATUS_SUCCESS), null);
              FltInstance waits =
                  sendsItsOwn(
                      bench,
                      (own, operation) -> {
                        boolean[] returned = new boolean[1];
                        int status =
                            bench.flt.fltPerformAsynchronousIo(
                                own,
                                (over, with) -> {
                                  bench.flt.fltFreeCallbackData(over);
                                  if (returned[0]) { // "it comes later"
                                    bench.flt.fltCompletePendedPreOperation(
                                        operation, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
                                  }
                                },
                                null);
                        returned[0] = true;
                        return status == STATUS_SUCCESS
                            ? FLT_PREOP_SUCCESS_NO_CALLBACK
                            : FLT_PREOP_PENDING;
                      });
              userReads(bench);
              waits.filter().unload();
            }),
        bug(
            "takes STATUS_FLT_IO_COMPLETE for a failure, and frees what the callback frees"
                + " (FLT-113)",
            FltCheck.FREED_TWICE,
            bench -> {
              bench.at("200000", completes(STATUS_SUCCESS), null);
              FltCallbackData data = bench.read(0, 4);
              int status =
                  bench.flt.fltPerformAsynchronousIo(
                      data, (over, context) -> bench.flt.fltFreeCallbackData(over), null);
              if (status != STATUS_SUCCESS && status != STATUS_PENDING) {
                bench.flt.fltFreeCallbackData(data);
              }
            }),
        atDispatchLevel(
            "waits in its completion callback (FLT-115)",
            FltCheck.WAITED_AT_DISPATCH,
            bench -> {
              bench.flt.fltPerformAsynchronousIo(
                  bench.read(0, 4),
                  (over, context) -> {
                    bench.flt.event().keWaitForSingleObject(Duration.ofMillis(1));
                    bench.flt.fltFreeCallbackData(over);
                  },
                  null);
              bench.manager.scheduler().runAll();
            }),
        atDispatchLevel(
            "reuses in its completion callback (FLT-115)",
            FltCheck.WRONG_IRQL,
            bench -> {
              bench.flt.fltPerformAsynchronousIo(
                  bench.read(0, 4),
                  (over, context) -> {
                    bench.flt.fltReuseCallbackData(over);
                    bench.flt.fltFreeCallbackData(over);
                  },
                  null);
              bench.manager.scheduler().runAll();
            }),
        new Bug(
            "leaves the rest to its own preoperation callback, which never sees its read (FLT-116)",
            FltCheck.NEVER_RESUMED,
            "filter 200000 at 200000",
            FsScript.inline(),
            bench -> {
              FltCallbackData[] pended = new FltCallbackData[1];
              FltInstance[] self = new FltInstance[1];
              self[0] =
                  bench.at(
                      "200000",
                      (data, objects, context) -> {
                        boolean ours =
                            (data.flags() & FltCallbackData.FLTFL_CALLBACK_DATA_GENERATED_IO) != 0;
                        if (ours) { // never
                          bench.flt.fltCompletePendedPreOperation(
                              pended[0], FLT_PREOP_SUCCESS_NO_CALLBACK, null);
                          return FLT_PREOP_SUCCESS_NO_CALLBACK;
                        }
                        pended[0] = data;
                        FltCallbackData own =
                            bench
                                .flt
                                .fltAllocateCallbackData(objects.instance(), bench.file)
                                .orThrow();
                        bench.fillRead(own, 0, 4);
                        bench.flt.fltPerformAsynchronousIo(
                            own, (over, with) -> bench.flt.fltFreeCallbackData(over), null);
                        return FLT_PREOP_PENDING;
                      },
                      null);
              userReads(bench);
              self[0].filter().unload();
            }),
        new Bug(
            "creates asynchronously, and goes on only when that succeeds (FLT-117)",
            FltCheck.NEVER_RESUMED,
            "filter 200000 at 200000",
            FsScript.inline(),
            bench -> {
              FltInstance creates =
                  bench.at(
                      "200000",
                      (data, objects, context) -> {
                        FltCallbackData own =
                            bench.flt.fltAllocateCallbackData(objects.instance(), null).orThrow();
                        own.iopb()
                            .majorFunction(MajorFunction.IRP_MJ_CREATE)
                            .targetFileObject(bench.volume.fileObject("shadow.txt").address())
                            .createOptions(FileCalls.FILE_CREATE << 24);
                        bench.flt.fltPerformAsynchronousIo(
                            own,
                            (over, with) -> {
                              if (FltStatus.isSuccess(over.ioStatus())) {
                                bench.flt.fltCompletePendedPreOperation(
                                    data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
                              }
                              bench.flt.fltFreeCallbackData(over);
                            },
                            null);
                        return FLT_PREOP_PENDING;
                      },
                      null);
              userReads(bench);
              creates.filter().unload();
            }));
  }

  private static Bug atDispatchLevel(
      String name, FltCheck check, java.util.function.Consumer<FltBench> does) {
    return new Bug(
        name,
        check,
        INITIATOR,
        FsScript.later(),
        it -> it.completionIrql(Irql.DISPATCH_LEVEL),
        does);
  }

  private static FltPreOperation completes(int status) {
    return (data, objects, context) -> {
      data.ioStatus(status, 0);
      return FLT_PREOP_COMPLETE;
    };
  }

  /** What a filter at 200000 does with a read of its own when it sees one from above. */
  @FunctionalInterface
  private interface OwnRead {
    int send(FltCallbackData own, FltCallbackData operation);
  }

  private static FltInstance sendsItsOwn(FltBench bench, OwnRead read) {
    return bench.at(
        "200000",
        (data, objects, context) -> {
          FltCallbackData own =
              bench.flt.fltAllocateCallbackData(objects.instance(), bench.file).orThrow();
          bench.fillRead(own, 0, 4);
          return read.send(own, data);
        },
        null);
  }

  private static void userReads(FltBench bench) {
    bench.userRead(4).send();
    bench.manager.scheduler().runAll();
  }
}
