package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** How the file system flushes, and how it fails later (FLT-104). */
class FileSystemScriptTest {
  private static FltCallbackData flush(FltBench bench, FltFileObject file) {
    FltCallbackData data = bench.flt.fltAllocateCallbackData(bench.instance, file).orThrow();
    data.iopb().majorFunction(MajorFunction.IRP_MJ_FLUSH_BUFFERS);
    return data;
  }

  private static String flushed(FltBench bench, FltFileObject file) {
    FltCallbackData data = flush(bench, file);
    bench.flt.fltPerformSynchronousIo(data);
    String result = FltStatus.nameOf(data.ioStatus()) + " " + data.information();
    bench.flt.fltFreeCallbackData(data);
    return result;
  }

  /** FLT-104: a file and a folder can be flushed, a file that is closed cannot. */
  @Test
  void givenAFileAFolderAndAClosedFile_whenFlushed_thenOnlyTheLastFails() {
    try (FltBench bench = FltBench.inline()) {
      assertThat(flushed(bench, bench.file)).isEqualTo("STATUS_SUCCESS 0");
      FltFileObject root =
          bench.flt.fltCreateFile(bench.volume, null, "", FileCalls.FILE_OPEN, 0).orThrow();
      assertThat(flushed(bench, root)).isEqualTo("STATUS_SUCCESS 0");
      bench.flt.fltClose(root);
      assertThat(flushed(bench, bench.volume.fileObject("notes.txt")))
          .isEqualTo("STATUS_FILE_CLOSED 0");
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-104, FLT-30: the failure comes from the scheduler, and nothing was carried out. */
  @Test
  void givenWritesThatFailLater_whenWritten_thenPendingThenTheFailureAndTheFileIsAsBefore()
      throws IOException {
    FsScript script =
        io ->
            io.majorFunction() == MajorFunction.IRP_MJ_WRITE
                ? FsAction.failsLater(STATUS_IO_DEVICE_ERROR)
                : FsAction.inline();
    try (FltBench bench = FltBench.with(it -> it, script)) {
      FltCallbackData data = bench.read(0, 4);
      data.iopb().majorFunction(MajorFunction.IRP_MJ_WRITE);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      assertThat(bench.told).isEmpty();
      assertThat(bench.flt.fltCancelIo(data)).as("it has no cancel routine").isFalse();
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_IO_DEVICE_ERROR 0");
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).isEqualTo(FltBench.CONTENT);
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-104, FLT-76: one that can be cancelled ends by whichever comes first. */
  @Test
  void givenAFailureThatCanBeCancelled_whenCancelledFirst_thenCancelled() {
    FsScript script =
        io ->
            io.majorFunction() == MajorFunction.IRP_MJ_READ
                ? FsAction.failsLater(STATUS_IO_DEVICE_ERROR).cancellable()
                : FsAction.inline();
    try (FltBench bench = FltBench.with(it -> it, script)) {
      FltCallbackData data = bench.read(0, 4);
      bench.perform(data);
      assertThat(bench.flt.fltCancelIo(data)).isTrue();
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_CANCELLED 0");
      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, 0, 4);
      bench.perform(data);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).endsWith("STATUS_IO_DEVICE_ERROR 0");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
