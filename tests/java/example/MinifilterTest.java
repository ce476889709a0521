package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.fltmgr.FileCalls;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FltCallbackData;
import dev.wsplab.fltmgr.FltFileObject;
import dev.wsplab.fltmgr.FltFilter;
import dev.wsplab.fltmgr.FltInstance;
import dev.wsplab.fltmgr.FltMgr;
import dev.wsplab.fltmgr.FltRegistration;
import dev.wsplab.fltmgr.FltStatus;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.fltmgr.MajorFunction;
import dev.wsplab.junit.WithFilterManager;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.file.Files;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithFilterManager(manualScheduler = true, laterPercent = 100)
@Timeout(10)
class MinifilterTest {
  /** What the minifilter would be: reads a file to its end, 1,000 bytes at a time. */
  static final class Scanner {
    final FltMgr flt;
    final NativeBlock room = NativeBlock.allocate(1000);
    long position;
    boolean ended;

    Scanner(FltMgr flt) {
      this.flt = flt;
    }

    void start(FltInstance instance, FltFileObject file) {
      read(flt.fltAllocateCallbackData(instance, file).orThrow());
    }

    void read(FltCallbackData data) {
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_READ)
          .length(1000)
          .byteOffset(position)
          .buffer(room.address());
      // STATUS_PENDING, or over already: the callback comes once in every case.
      flt.fltPerformAsynchronousIo(data, this::completed, null);
    }

    void completed(FltCallbackData data, @Nullable Object context) {
      if (FltStatus.isSuccess(data.ioStatus())) {
        position += data.information();
        flt.fltReuseCallbackData(data);
        read(data);
      } else {
        ended = data.ioStatus() == FltStatus.STATUS_END_OF_FILE;
        flt.fltFreeCallbackData(data);
        room.close();
      }
    }
  }

  @Test
  void theScannerReadsEveryByte(FilterManager manager, FltVolume volume) throws IOException {
    Files.write(volume.folder().resolve("big.bin"), new byte[10_500]);
    FltMgr flt = manager.functions();
    FltFileObject file =
        flt.fltCreateFile(volume, null, "big.bin", FileCalls.FILE_OPEN, 0).orThrow();
    FltFilter filter = manager.register(FltRegistration.named("scanner"));
    Scanner scanner = new Scanner(flt);
    scanner.start(filter.attach(volume, "325000"), file);
    manager.scheduler().runAll();
    assertThat(scanner.position).isEqualTo(10_500);
    assertThat(scanner.ended).isTrue();
    flt.fltClose(file);
  }
}
