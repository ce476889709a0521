package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.Bug.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Mistakes about callback data, one each (FLT-81 to FLT-87, FLT-109 to FLT-114). */
final class DataBugs {
  private DataBugs() {}

  static List<Bug> all() {
    return List.of(
        bug(
            "sends a create with the data of a file",
            FltCheck.CREATE_WITH_FILE,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              data.iopb().majorFunction(MajorFunction.IRP_MJ_CREATE);
              bench.flt.fltPerformSynchronousIo(data);
              assertThat(data.ioStatus()).isEqualTo(STATUS_INVALID_PARAMETER);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "sends to another filter's instance",
            FltCheck.BAD_TARGET,
            bench -> {
              FltInstance other = bench.watching("100000");
              FltCallbackData data = bench.read(0, 4);
              data.iopb().targetInstance(other.address());
              assertThat(bench.perform(data)).isEqualTo(STATUS_INVALID_PARAMETER);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "frees in the callback and again after a failure (FLT-109)",
            FltCheck.FREED_TWICE,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              data.iopb().majorFunction(MajorFunction.IRP_MJ_CREATE);
              int status =
                  bench.flt.fltPerformAsynchronousIo(
                      data, (over, context) -> bench.flt.fltFreeCallbackData(over), null);
              if (!FltStatus.isSuccess(status)) {
                bench.flt.fltFreeCallbackData(data);
              }
            }),
        new Bug(
            "expects no callback on failure and frees nothing in it (FLT-110)",
            FltCheck.LEFT_BEHIND,
            INITIATOR,
            FsScript.inline(),
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              data.iopb().majorFunction(MajorFunction.IRP_MJ_CREATE);
              bench.flt.fltPerformAsynchronousIo(data, (over, context) -> {}, null);
              bench.initiator.unload();
            }),
        bug(
            "looks at the data when the callback has freed them (FLT-111)",
            FltCheck.USED_AFTER_FREE,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.flt.fltPerformAsynchronousIo(
                  data, (over, context) -> bench.flt.fltFreeCallbackData(over), null);
              data.iopb().length();
            }),
        late(
            "frees right after FltCancelIo (FLT-114)",
            FltCheck.FREED_IN_FLIGHT,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.flt.fltCancelIo(data);
              bench.flt.fltFreeCallbackData(data);
              bench.manager.scheduler().runAll();
              bench.flt.fltFreeCallbackData(data);
            }),
        late(
            "reuses in flight",
            FltCheck.REUSED_IN_FLIGHT,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.flt.fltReuseCallbackData(data);
              bench.manager.scheduler().runAll();
              bench.flt.fltFreeCallbackData(data);
            }),
        late(
            "sends twice",
            FltCheck.SENT_IN_FLIGHT,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.perform(data);
              bench.manager.scheduler().runAll();
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "sends again without reuse",
            FltCheck.SENT_WITHOUT_REUSE,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        below(
            "frees what it was given in a preoperation callback",
            FltCheck.FOREIGN_FREED,
            bench -> {
              bench.at(
                  "200000",
                  (data, objects, context) -> {
                    bench.flt.fltFreeCallbackData(data);
                    return FLT_PREOP_SUCCESS_NO_CALLBACK;
                  },
                  null);
              readThrough(bench);
            }),
        bug(
            "frees what FltReadFile frees",
            FltCheck.FOREIGN_FREED,
            bench -> {
              FltCompletedAsyncIo frees = (over, context) -> bench.flt.fltFreeCallbackData(over);
              readFile(bench, frees);
            }),
        bug(
            "reuses what FltReadFile frees",
            FltCheck.FOREIGN_FREED,
            bench -> {
              FltCompletedAsyncIo reuses = (over, context) -> bench.flt.fltReuseCallbackData(over);
              readFile(bench, reuses);
            }),
        bug(
            "sends the data of FltReadFile once more",
            FltCheck.FOREIGN_SENT,
            bench -> {
              FltCompletedAsyncIo sends =
                  (over, context) ->
                      bench.flt.fltPerformAsynchronousIo(over, bench::callback, context);
              readFile(bench, sends);
            }),
        below(
            "sends what it was given on",
            FltCheck.FOREIGN_SENT,
            bench -> {
              bench.at(
                  "200000",
                  (data, objects, context) -> {
                    bench.flt.fltPerformAsynchronousIo(data, bench::callback, null);
                    return FLT_PREOP_SUCCESS_NO_CALLBACK;
                  },
                  null);
              readThrough(bench);
            }));
  }

  private static void readFile(FltBench bench, FltCompletedAsyncIo callback) {
    bench.flt.fltReadFile(
        bench.instance, bench.file, 0L, 3, bench.buffer.address(), 0, callback, null);
    bench.manager.scheduler().runAll();
  }
}
