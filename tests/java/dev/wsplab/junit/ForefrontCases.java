package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.forefront.CountedObject;
import dev.wsplab.forefront.FileOptions;
import dev.wsplab.forefront.FwxExternalIoCompletion;
import dev.wsplab.forefront.FwxFiles;
import dev.wsplab.forefront.FwxFirewall;
import dev.wsplab.forefront.FwxOverlapped;
import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.InterfaceIds;
import dev.wsplab.forefront.MemoryFile;
import dev.wsplab.forefront.Pump;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests that have the annotation; run by ForefrontAnnotationTest. */
final class ForefrontCases {
  private ForefrontCases() {}

  private static void leave(FwxService service) {
    service
        .firewall()
        .hookToCompletionPort(
            service.files().createFile(MemoryFile.empty(), FileOptions.reading()).orThrow());
  }

  @WithForefront(manualPump = true)
  static class Parts {
    private FwxService before;

    @BeforeEach
    void take(FwxService service) {
      before = service;
    }

    @Test
    void areOfOneService(FwxService service, FwxFirewall firewall, FwxFiles files, Pump pump) {
      assertThat(before).isSameAs(service);
      assertThat(firewall).isSameAs(service.firewall());
      assertThat(files).isSameAs(service.files());
      assertThat(pump).isSameAs(service.pump());
      assertThat(service.workers()).isZero();
    }

    @Test
    @WithForefront(workers = 3)
    void aMethodsTakesThePlaceOfTheClasss(FwxService service) {
      assertThat(service.workers()).isEqualTo(3);
    }

    @Nested
    class Inside {
      @Test
      void hasItAsWell(FwxService service) {
        assertThat(service.workers()).isZero();
      }
    }
  }

  @WithForefront
  static class Leaking {
    @Test
    void leavesAHandle(FwxService service) {
      leave(service);
    }
  }

  @WithForefront(verify = Verifier.Mode.REPORT)
  static class Reporting {
    @Test
    void leavesAHandle(FwxService service) {
      leave(service);
    }
  }

  @WithForefront(faultPercent = 100)
  static class Seeded {
    @Test
    void leavesAHandle(FwxService service, Seed seed) {
      assertThat(seed.value()).isEqualTo(42);
      leave(service);
    }
  }

  /** Reads twice: after the first callback from where the filter believes to be. */
  private static final class Reader extends CountedObject implements FwxExternalIoCompletion {
    private final FwxService service;
    private final int file;
    private final NativeBlock room = NativeBlock.allocate(100);
    private final IntBinaryOperator moved;
    private final List<String> told = new ArrayList<>();

    /**
     * Opens a file of 1,000 bytes.
     *
     * @param moved from byte count and error to how far the position has moved
     */
    Reader(FwxService service, IntBinaryOperator moved) {
      super("reader", InterfaceIds.EXTERNAL_IO_COMPLETION);
      this.service = service;
      this.moved = moved;
      MemoryFile content = MemoryFile.of(new byte[1000]);
      this.file = service.files().createFile(content, FileOptions.reading()).orThrow();
    }

    /** Reads into memory at an address, then into its own, and gives everything back. */
    void readTwice(long position, long address) {
      service.firewall().hookToCompletionPort(file);
      FwxOverlapped overlapped = service.firewall().createOverlapped().orThrow();
      overlapped.setNotificationInterface(this, 1);
      read(overlapped, position, address);
      service.pump().runUntilIdle(Duration.ofSeconds(10));
      overlapped.release();
      service.files().closeHandle(file);
      room.close();
    }

    private void read(FwxOverlapped overlapped, long position, long address) {
      Overlapped record = overlapped.getOverlapped().orThrow();
      record.storeOffsets((int) position, 0);
      service.files().readFile(file, address, 100, record);
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped overlapped, long userData) {
      told.add(success + ", " + bytes + ", " + error);
      if (told.size() == 1) {
        long position = overlapped.getOverlapped().orThrow().offset();
        read(overlapped, position + moved.applyAsInt(bytes, error), room.address());
      }
      return 0;
    }
  }

  @WithForefront(manualPump = true, unspecifiedError = 777, unspecifiedBytes = 1234)
  static class Unspecified {
    @Test
    void areSeen(FwxService service) {
      Reader reader = new Reader(service, (bytes, error) -> bytes);
      reader.readTwice(900, reader.room.address());
      assertThat(reader.told).containsExactly("true, 100, 777", "false, 1234, 38");
    }
  }

  @WithForefront(manualPump = true, unspecifiedError = 777)
  static class Mixing {
    @Test
    void takesTheErrorForTheCount(FwxService service) {
      Reader reader = new Reader(service, (bytes, error) -> error);
      reader.readTwice(0, reader.room.address());
    }
  }

  @WithForefront(manualPump = true, unspecifiedBytes = 234)
  static class Counting {
    @Test
    void addsTheCountOfAFailure(FwxService service) {
      Reader reader = new Reader(service, (bytes, error) -> bytes);
      reader.readTwice(0, 16); // no memory: it fails
      assertThat(reader.told.get(0)).isEqualTo("false, 234, 998");
    }
  }

  @WithForefront(workers = 0)
  static class Wrong {
    @Test
    void isNotReached(FwxService service) {
      throw new AssertionError("not reached with " + service);
    }
  }
}
