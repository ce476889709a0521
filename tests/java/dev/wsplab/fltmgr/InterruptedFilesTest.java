package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A client's thread that is interrupted during file I/O closes nothing: a kernel's file knows no
 * interrupts.
 */
class InterruptedFilesTest {
  /** FLT-104: reads and writes of an interrupted thread are carried out. */
  @Test
  void givenInterruptedThread_whenItReadsAndWrites_thenTheFileStaysOpenAndTheThreadInterrupted() {
    try (FltBench bench = FltBench.inline()) {
      Thread.currentThread().interrupt();
      TransferResult read =
          bench.flt.fltReadFile(
              bench.instance, bench.file, 0L, 4, bench.buffer.address(), 0, null, null);
      boolean afterRead = Thread.interrupted();
      Thread.currentThread().interrupt();
      TransferResult written =
          bench.flt.fltWriteFile(
              bench.instance, bench.file, 36L, 4, bench.buffer.address(), 0, null, null);
      boolean afterWrite = Thread.interrupted();
      assertThat(read).isEqualTo(new TransferResult(FltStatus.STATUS_SUCCESS, 4));
      assertThat(written).isEqualTo(new TransferResult(FltStatus.STATUS_SUCCESS, 4));
      assertThat(afterRead).isTrue();
      assertThat(afterWrite).isTrue();

      TransferResult later =
          bench.flt.fltReadFile(
              bench.instance, bench.file, 36L, 4, bench.buffer.address() + 8, 0, null, null);
      assertThat(later.status()).isEqualTo(FltStatus.STATUS_SUCCESS);
      assertThat(new String(bench.buffer.bytes(8, 4))).isEqualTo("0123");
      assertThat(bench.broken()).isEmpty();
    }
  }
}
