package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of the system: on Windows by real handles on the real port, elsewhere by channels. */
@Timeout(300)
class RealFileTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int HUNDRED_MIB = 100 << 20;

  @TempDir private Path folder;

  private static FwxServiceBuilder strict() {
    return FwxService.builder().verify(Verifier.Mode.FAIL);
  }

  /**
   * FWX-44, FWX-46, FWX-47, FWX-49, FWX-50, FWX-52: copied by four objects at once, through both
   * directions.
   */
  @Test
  void givenHundredMebibytesAtFullScale_whenCopiedThroughHookedHandles_thenEveryByteArrives()
      throws Exception {
    int size = size();
    byte[] data = Patterns.bytes(100, size);
    Path from = Files.write(folder.resolve("from"), data);
    Path to = folder.resolve("to");
    try (FwxService service = strict().workers(3).build();
        CopyFilter filter = new CopyFilter(service, 4, 64 * 1024)) {
      CountDownLatch done = filter.copy(from, to);
      assertThat(done.await(240, TimeUnit.SECONDS)).as("copied").isTrue();
      filter.finish();
      assertThat(filter.failures()).isEmpty();
    }
    assertThat(Files.mismatch(from, to)).isEqualTo(-1);
    System.out.println(
        "forefront: "
            + size
            + " bytes of a real file copied, "
            + (size == HUNDRED_MIB ? "all of 100 MiB" : "100 MiB at -Dwsplab.scale=0.2 and more"));
  }

  /** Five times the scale of the runs: 10 MiB by default, 1 MiB at least. */
  private static int size() {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    return (int) Math.max(1 << 20, HUNDRED_MIB * Math.min(1, scale * 5));
  }

  /** FWX-20, FWX-39 on a real file, where Windows may choose how the end is told. */
  @Test
  void givenFile_whenReadSequentially_thenTheEndIsToldOnce() throws IOException {
    Path path = Files.write(folder.resolve("small"), Patterns.bytes(3, 10_000));
    try (FwxService service = strict().manualPump().build();
        NativeBlock room = NativeBlock.allocate(4096)) {
      int handle = hooked(service, path, FileOptions.reading());
      long[] position = {0};
      IssueResult[] last = new IssueResult[1];
      Notes notes =
          new Notes(
              call -> {
                position[0] += call.bytes();
                if (call.success()) {
                  last[0] =
                      service
                          .files()
                          .readFile(handle, room, 4096, Bench.at(call.overlapped(), position[0]));
                }
              });
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      service.files().readFile(handle, room, 4096, Bench.at(object, 0));
      service.pump().runUntilIdle(SOON);
      assertThat(notes.all()).filteredOn(Notes.Call::success).hasSize(3);
      boolean refused = last[0].error() == 38; // in the issuing call, which Windows may choose
      if (!refused) {
        assertThat(notes.all().get(3).error()).isEqualTo(38);
      }
      assertThat(position[0]).isEqualTo(10_000);
      object.release();
      service.files().closeHandle(handle);
    }
  }

  private static int hooked(FwxService service, Path path, FileOptions options) {
    int handle = service.files().createFile(path, options).orThrow();
    assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
    return handle;
  }

  /** FWX-S19 on a real file, with FWX-19; skipped where the folder cannot hold holes. */
  @Test
  void givenOffsetsBeyondFourGibibytes_whenWritten_thenTheyAreThere() throws IOException {
    long position = (8L << 30) - 1;
    Path path = folder.resolve("sparse");
    assumeTrue(holdsHoles(path), "the folder's file system has no sparse files, or no room");
    try (FwxService service = strict().manualPump().build();
        NativeBlock data = NativeBlock.copyOf(Patterns.bytes(19, 4096))) {
      int handle = hooked(service, path, FileOptions.readingAndWriting());
      Notes notes = new Notes();
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      service.files().writeFile(handle, data, 4096, Bench.at(object, position));
      service.pump().runUntilIdle(SOON);
      assertThat(notes.only().success()).isTrue();
      assertThat(notes.only().bytes()).isEqualTo(4096);
      object.release();
      service.files().closeHandle(handle);
    }
    ByteBuffer seen = ByteBuffer.allocate(4096);
    try (FileChannel channel = FileChannel.open(path)) {
      channel.read(seen, position);
    }
    assertThat(seen.array()).isEqualTo(Patterns.bytes(19, 4096));
  }

  private static boolean holdsHoles(Path path) {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), 16L << 20);
      return !OS.WINDOWS.isCurrentOs() || Files.getFileStore(path).getUsableSpace() > 9L << 30;
    } catch (IOException e) {
      return false;
    }
  }

  /** FWX-74d, FWX-87: what opening a file says. */
  @Test
  void givenMissingFile_whenOpened_thenTwo() {
    try (FwxService service = strict().manualPump().build()) {
      assertThat(service.files().createFile(folder.resolve("none"), FileOptions.reading()).error())
          .isEqualTo(2);
    }
  }

  /** FWX-S20 on a real file, with FWX-38. */
  @Test
  void givenReadOnlyHandle_whenWritten_thenFiveAndNothingComes() throws IOException {
    Path path = Files.write(folder.resolve("read"), Bench.TEN);
    try (FwxService service = strict().manualPump().build();
        NativeBlock data = NativeBlock.allocate(10)) {
      int handle = hooked(service, path, FileOptions.reading());
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(new Notes(), 1);
      assertThat(service.files().writeFile(handle, data, 10, Bench.at(object, 0)).error())
          .isEqualTo(5);
      assertThat(service.pump().runUntilIdle(SOON)).isZero();
      object.release();
      service.files().closeHandle(handle);
    }
  }

  /** FWX-73: a held read of a real file is aborted by its handle's end. */
  @Test
  void givenHeldRead_whenTheHandleIsClosed_thenAborted() throws IOException {
    Path path = Files.write(folder.resolve("held"), Bench.TEN);
    try (FwxService service =
            strict().manualPump().faults(IoFaultPlan.every(IoFault.held())).build();
        NativeBlock room = NativeBlock.allocate(10)) {
      int handle = hooked(service, path, FileOptions.reading());
      Notes notes = new Notes();
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      service.files().readFile(handle, room, 10, Bench.at(object, 0));
      service.files().closeHandle(handle);
      service.pump().runAll();
      assertThat(notes.only().error()).isEqualTo(995);
      object.release();
    }
  }

  /** FWX-97, FWX-74a: memory that is none. */
  @Test
  void givenAddressThatIsNone_whenRead_thenAnErrorAndTheJvmLives() throws IOException {
    Path path = Files.write(folder.resolve("fault"), Bench.TEN);
    try (FwxService service = strict().manualPump().build()) {
      int handle = hooked(service, path, FileOptions.reading());
      Notes notes = new Notes();
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      IssueResult issued = service.files().readFile(handle, 16L, 10, Bench.at(object, 0));
      service.pump().runUntilIdle(SOON);
      assertThat(issued.accepted() ? notes.only().error() : issued.error()).isEqualTo(998);
      object.release();
      service.files().closeHandle(handle);
    }
  }
}
