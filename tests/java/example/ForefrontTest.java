package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.forefront.CountedObject;
import dev.wsplab.forefront.FileOptions;
import dev.wsplab.forefront.FwxExternalIoCompletion;
import dev.wsplab.forefront.FwxFirewall;
import dev.wsplab.forefront.FwxOverlapped;
import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.HResult;
import dev.wsplab.forefront.InterfaceIds;
import dev.wsplab.forefront.MemoryFile;
import dev.wsplab.junit.WithForefront;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@WithForefront(manualPump = true)
class ForefrontTest {
  /** What the filter would be: counts the bytes of a file, step by step. */
  static final class CountingFilter extends CountedObject implements FwxExternalIoCompletion {
    final NativeBlock room = NativeBlock.allocate(4096);
    final FwxService service;
    final int file;
    long position;
    boolean ended;

    CountingFilter(FwxService service, int file) {
      super("counting filter", InterfaceIds.EXTERNAL_IO_COMPLETION);
      this.service = service;
      this.file = file;
    }

    void read(FwxOverlapped overlapped) {
      Overlapped record = overlapped.getOverlapped().orThrow(); // a real OVERLAPPED
      record.storeOffsets((int) position, (int) (position >>> 32));
      service.files().readFile(file, room, 4096, record);
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped overlapped, long userData) {
      if (success) {
        position += bytes;
        read(overlapped);
      } else {
        ended = error == 38; // ERROR_HANDLE_EOF
        overlapped.release();
        service.files().closeHandle(file);
        room.close();
      }
      return HResult.S_OK.value();
    }
  }

  @Test
  void theFilterCountsEveryByte(FwxService service, FwxFirewall firewall) {
    MemoryFile content = MemoryFile.of(new byte[10_000]);
    int file = service.files().createFile(content, FileOptions.reading()).orThrow();
    assertThat(firewall.hookToCompletionPort(file)).isEqualTo(HResult.S_OK);
    CountingFilter filter = new CountingFilter(service, file);
    FwxOverlapped overlapped = firewall.createOverlapped().orThrow();
    overlapped.setNotificationInterface(filter, 1);
    filter.read(overlapped);
    service.pump().runUntilIdle(Duration.ofSeconds(10));
    assertThat(filter.position).isEqualTo(10_000);
    assertThat(filter.ended).isTrue();
  }
}
