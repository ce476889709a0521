package dev.wsplab.cli;

import dev.wsplab.fltmgr.CompletionContext;
import dev.wsplab.fltmgr.FltCallbackData;
import dev.wsplab.fltmgr.FltFileObject;
import dev.wsplab.fltmgr.FltInstance;
import dev.wsplab.fltmgr.FltMgr;
import dev.wsplab.fltmgr.FltPreOperation;
import dev.wsplab.fltmgr.FltRegistration;
import dev.wsplab.fltmgr.FltRelatedObjects;
import dev.wsplab.fltmgr.FltStatus;
import dev.wsplab.fltmgr.MajorFunction;
import dev.wsplab.kernel.NativeBlock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scanner as a minifilter: holds an application's first read of each file until a read of its
 * own, which only those below see, has found the file clean; refuses what has the test pattern in
 * it.
 */
final class ScanningFilter {
  /** What is refused. */
  static final String PATTERN = "WSPLAB-TEST-VIRUS";

  private static final int SCANNED = 4096;

  private final FltMgr flt;
  private final AtomicInteger scans = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  ScanningFilter(FltMgr flt) {
    this.flt = flt;
  }

  FltRegistration registration() {
    return FltRegistration.named("scanner")
        .operation(MajorFunction.IRP_MJ_READ, this::beforeRead, null);
  }

  int scans() {
    return scans.get();
  }

  int refused() {
    return refused.get();
  }

  private int beforeRead(
      FltCallbackData data, FltRelatedObjects objects, CompletionContext context) {
    FltFileObject file = objects.fileObject();
    if (file == null || data.iopb().byteOffset() != 0) {
      return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    scan(data, objects.instance(), file);
    // Also when the scan is over already: the Filter Manager goes on once.
    return FltPreOperation.FLT_PREOP_PENDING;
  }

  @SuppressWarnings("builder:required.method.not.called") // scanned() closes it
  private void scan(FltCallbackData held, FltInstance instance, FltFileObject file) {
    NativeBlock room = NativeBlock.allocate(SCANNED);
    FltCallbackData own = flt.fltAllocateCallbackData(instance, file).orThrow();
    own.iopb()
        .majorFunction(MajorFunction.IRP_MJ_READ)
        .length(SCANNED)
        .byteOffset(0)
        .buffer(room.address());
    flt.fltPerformAsynchronousIo(own, (data, context) -> scanned(data, held, room), null);
  }

  private void scanned(FltCallbackData own, FltCallbackData held, NativeBlock room) {
    boolean readable = FltStatus.isSuccess(own.ioStatus());
    byte[] found = room.bytes(0, readable ? (int) own.information() : 0);
    flt.fltFreeCallbackData(own);
    room.close();
    scans.incrementAndGet();
    if (new String(found, StandardCharsets.ISO_8859_1).contains(PATTERN)) {
      refused.incrementAndGet();
      held.ioStatus(FltStatus.STATUS_ACCESS_DENIED, 0);
      flt.fltCompletePendedPreOperation(held, FltPreOperation.FLT_PREOP_COMPLETE, null);
    } else {
      flt.fltCompletePendedPreOperation(held, FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK, null);
    }
  }
}
