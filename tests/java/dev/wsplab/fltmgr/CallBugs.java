package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.Bug.*;
import static dev.wsplab.fltmgr.FltPreOperation.*;
import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.provider.nativehost.Modules;
import java.util.List;

/** Mistakes in calls, one each (FLT-68 to FLT-91, FLT-97, FLT-98, FLT-115, FLT-118). */
final class CallBugs {
  private CallBugs() {}

  static List<Bug> all() {
    return List.of(
        new Bug(
            "frees what was never allocated, in C",
            FltCheck.BAD_POINTER,
            "minifilter_calls",
            FsScript.inline(),
            bench ->
                bench
                    .manager
                    .load(Modules.sample("minifilter_calls"))
                    .function("CallsBadPointers")
                    .invokeInt(new Object[] {0, null})),
        bug(
            "gives no callback",
            FltCheck.NO_CALLBACK,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              assertThat(bench.flt.fltPerformAsynchronousIo(data, null, null))
                  .isEqualTo(STATUS_INVALID_PARAMETER);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "inherits IRP_PAGING_IO for a flush (FLT-118)",
            FltCheck.PAGING_NOT_ALLOWED,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              data.iopb()
                  .majorFunction(MajorFunction.IRP_MJ_FLUSH_BUFFERS)
                  .irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "sends a code that no IRP has",
            FltCheck.NOT_AN_IRP,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              data.iopb().majorFunction(0xFF);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "sends a read without a file",
            FltCheck.NO_FILE_OBJECT,
            bench -> {
              FltCallbackData data =
                  bench.flt.fltAllocateCallbackData(bench.instance, null).orThrow();
              bench.fillRead(data, 0, 4);
              bench.perform(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "cancels what is over",
            FltCheck.CANCELLED_COMPLETE,
            bench -> {
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.flt.fltCancelIo(data);
              bench.flt.fltFreeCallbackData(data);
            }),
        outside(
            "waits at DISPATCH_LEVEL (FLT-115)",
            FltCheck.WAITED_AT_DISPATCH,
            bench -> {
              Irql before = bench.flt.keSetIrql(Irql.DISPATCH_LEVEL);
              bench.flt.event().keWaitForSingleObject(java.time.Duration.ofSeconds(1));
              bench.flt.keSetIrql(before);
            }),
        bug(
            "allocates at DISPATCH_LEVEL",
            FltCheck.WRONG_IRQL,
            bench -> {
              Irql before = bench.flt.keSetIrql(Irql.DISPATCH_LEVEL);
              FltCallbackData data = bench.read(0, 4);
              bench.flt.fltFreeCallbackData(data);
              bench.flt.keSetIrql(before);
            }),
        bug(
            "completes a pended operation twice",
            FltCheck.RESUMED_TWICE,
            bench -> {
              bench.at("200000", returns(FLT_PREOP_PENDING), null);
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              for (int times = 0; times < 2; times++) {
                bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
              }
              bench.flt.fltFreeCallbackData(data);
            }),
        bug(
            "completes a pended operation with PENDING",
            FltCheck.BAD_RESUME_STATUS,
            bench -> {
              bench.at("200000", returns(FLT_PREOP_PENDING), null);
              FltCallbackData data = bench.read(0, 4);
              bench.perform(data);
              bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_PENDING, null);
              bench.flt.fltCompletePendedPreOperation(data, FLT_PREOP_SUCCESS_NO_CALLBACK, null);
              bench.flt.fltFreeCallbackData(data);
            }));
  }
}
