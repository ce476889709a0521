package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.driver.Irql;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.nativehost.Modules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample minifilter in C, unchanged, on real files; and what is seen of its mistakes. */
@Timeout(120)
class NativeMinifilterTest {
  private static final String ALTITUDE = "200000";

  @TempDir private Path elsewhere;

  private static NativeMinifilter keeper(FltBench bench, String module) {
    NativeMinifilter keeper = bench.manager.load(Modules.sample(module));
    keeper.attach(bench.volume, ALTITUDE);
    return keeper;
  }

  /** An application's write, under way. */
  private static UserIo write(FltBench bench, long offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    bench.buffer.buffer().put(0, bytes);
    UserIo io =
        bench
            .volume
            .io(bench.file)
            .parameters(
                it ->
                    it.majorFunction(MajorFunction.IRP_MJ_WRITE)
                        .length(bytes.length)
                        .byteOffset(offset)
                        .buffer(bench.buffer.address()));
    io.send();
    return io;
  }

  private static String kept(NativeMinifilter keeper) {
    try (NativeBlock room = NativeBlock.allocate(4096)) {
      int count = keeper.function("KeeperKept").invokeInt(new Object[] {room.pointer(), 4096});
      return new String(room.bytes(0, count), StandardCharsets.US_ASCII);
    }
  }

  private static int carriedOut(NativeMinifilter keeper) {
    return keeper.function("KeeperCarriedOut").invokeInt(new Object[0]);
  }

  /** FLT-23, FLT-37, FLT-47, FLT-56, FLT-57, FLT-58: whatever the file system does. */
  @ParameterizedTest
  @CsvSource({"0, PASSIVE_LEVEL", "100, PASSIVE_LEVEL", "100, DISPATCH_LEVEL", "0, DISPATCH_LEVEL"})
  void givenMinifilterInC_whenFilesAreWritten_thenItsCallbacksRunUnchanged(
      int laterPercent, Irql irql) throws IOException {
    FsScript script = laterPercent == 0 ? FsScript.inline() : FsScript.later();
    try (FltBench bench = FltBench.with(it -> it.completionIrql(irql), script)) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      UserIo first = write(bench, 10, "XYZ");
      assertThat(first.isOver()).as("pended until the old bytes are read").isFalse();
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).isEqualTo(FltBench.CONTENT);
      bench.manager.scheduler().runAll();
      UserIo second = write(bench, 34, "....");
      bench.manager.scheduler().runAll();
      UserIo third = write(bench, 100, "!");
      bench.manager.scheduler().runAll();

      assertThat(first.status()).isEqualTo(STATUS_SUCCESS);
      assertThat(first.information()).isEqualTo(3);
      assertThat(second.information()).isEqualTo(4);
      assertThat(third.status()).isEqualTo(STATUS_SUCCESS);
      assertThat(kept(keeper)).isEqualTo("abc" + "yz");
      assertThat(carriedOut(keeper)).isEqualTo(3);
      assertThat(Files.readString(bench.folder.resolve("notes.txt")))
          .startsWith("0123456789XYZdef")
          .contains("uvwx....");
      keeper.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-105: the same with threads, and many writes at once. */
  @Test
  void givenThreads_whenManyWritesAreUnderWay_thenEachIsKeptAndCarriedOut() {
    try (FltBench bench = FltBench.with(it -> it.threads(3), FsScript.seeded(7, 70))) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      List<UserIo> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sent.add(write(bench, i % 36, "#"));
      }
      sent.forEach(UserIo::await);
      // What was there before one of several writes to a place depends on which is first.
      assertThat(kept(keeper)).hasSize(200).matches("[0-9a-z#]*");
      assertThat(contentOf(bench)).startsWith("#".repeat(36));
      assertThat(carriedOut(keeper)).isEqualTo(200);
      keeper.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  private static String contentOf(FltBench bench) {
    try {
      return Files.readString(bench.folder.resolve("notes.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A read that fails is the writer's to know, and nothing is written. */
  @Test
  void givenFileSystemThatFails_whenWritten_thenTheWriterIsToldAndNothingIsKept()
      throws IOException {
    try (FltBench bench =
        FltBench.with(
            it -> it,
            io ->
                io.majorFunction() == MajorFunction.IRP_MJ_READ
                    ? FsAction.fails(STATUS_IO_DEVICE_ERROR)
                    : FsAction.inline())) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      UserIo io = write(bench, 0, "XYZ");
      bench.manager.scheduler().runAll();
      assertThat(io.status()).isEqualTo(STATUS_IO_DEVICE_ERROR);
      assertThat(kept(keeper)).isEmpty();
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).isEqualTo(FltBench.CONTENT);
      keeper.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-107: without memory the write fails, and nothing is left. */
  @Test
  void givenNoPool_whenWritten_thenTheWriteFails() {
    try (FltBench bench =
        FltBench.with(
            it -> it.memoryFaults((purpose, n) -> purpose == MemoryFaults.Purpose.POOL),
            FsScript.inline())) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      assertThat(write(bench, 0, "XYZ").status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
      keeper.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-107: the second thing that a write allocates is its work item. */
  @Test
  void givenNoPoolForAWorkItem_whenWritten_thenTheWriteFailsAndNothingIsLeft() {
    try (FltBench bench =
        FltBench.with(
            it -> it.memoryFaults((purpose, n) -> purpose == MemoryFaults.Purpose.POOL && n == 1),
            FsScript.inline())) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      assertThat(write(bench, 0, "XYZ").status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
      assertThat(kept(keeper)).isEmpty();
      keeper.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** Two environments at once see nothing of each other. */
  @Test
  void givenTwoFilterManagers_whenBothLoadTheModule_thenEachHasACopyOfItsOwn() {
    try (FltBench one = FltBench.inline();
        FltBench other = FltBench.inline()) {
      NativeMinifilter first = keeper(one, "keeper");
      NativeMinifilter second = keeper(other, "keeper");
      write(one, 0, "XYZ");
      one.manager.scheduler().runAll();
      assertThat(kept(first)).isEqualTo("012");
      assertThat(kept(second)).isEmpty();
      assertThat(first.filter().name()).isEqualTo("keeper");
    }
  }

  /** FLT-84, FLT-98, FLT-101, FLT-90: each mistake is caught, and named by filter and altitude. */
  @ParameterizedTest
  @CsvSource({
    "keeper_frees_twice, FLT-84",
    "keeper_never_resumes, FLT-98",
    "keeper_leaves_memory, FLT-101",
    "keeper_reuses_in_callback, FLT-90"
  })
  void givenMinifilterWithAMistake_whenItRuns_thenItIsCaught(String module, String rule) {
    try (FltBench bench =
        FltBench.with(it -> it.completionIrql(Irql.DISPATCH_LEVEL), FsScript.inline())) {
      NativeMinifilter keeper = keeper(bench, module);
      write(bench, 0, "XYZ");
      bench.manager.scheduler().runAll();
      keeper.unload();
      assertThat(bench.broken()).contains(rule);
      assertThat(bench.manager.violations())
          .filteredOn(it -> it.rule().equals(rule))
          .allSatisfy(it -> assertThat(it.provider()).startsWith(module));
    }
  }

  /** FLT-101: pool is told by its tag and its size. */
  @Test
  void givenPoolThatIsLeft_whenUnloaded_thenItsTagIsTold() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter keeper = keeper(bench, "keeper_leaves_memory");
      write(bench, 0, "XYZ");
      bench.manager.scheduler().runAll();
      keeper.unload();
      assertThat(bench.manager.violations())
          .anySatisfy(it -> assertThat(it.seen()).contains("bytes of pool, tag 'Keep'"));
    }
  }

  /** FLT-84 with calls that break: the error comes out of the scheduler, and C goes on. */
  @Test
  void givenBreakAtOnce_whenAModuleFreesTwice_thenNothingIsThrownThroughC() {
    try (FltBench bench = FltBench.with(FilterManagerSettings::breakAtOnce, FsScript.inline())) {
      NativeMinifilter keeper = keeper(bench, "keeper_frees_twice");
      UserIo io = write(bench, 0, "XYZ");
      bench.manager.scheduler().runAll();
      assertThat(io.status()).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.broken()).contains("FLT-84");
      keeper.unload();
    }
  }

  /** FLT-49: what the Filter Manager refuses, the module's InstanceSetup never sees. */
  @Test
  void givenTakenAltitude_whenAttached_thenRefused() {
    try (FltBench bench = FltBench.inline()) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      assertThatThrownBy(() -> keeper.attach(bench.volume, ALTITUDE))
          .isInstanceOf(FltException.class)
          .hasMessageContaining("STATUS_FLT_INSTANCE_ALTITUDE_COLLISION");
    }
  }

  /** A refusal counts, unless it must be: then the Filter Manager's close ends it all the same. */
  @Test
  void givenModuleThatRefusesToBeUnloaded_whenUnloaded_thenItStaysUntilTheFilterManagerCloses() {
    FltBench bench = FltBench.inline();
    NativeMinifilter keeper = keeper(bench, "keeper_refuses_unload");
    assertThatThrownBy(keeper::unload)
        .isInstanceOf(FltException.class)
        .hasMessageContaining("FilterUnload")
        .hasMessageContaining("STATUS_FLT_DO_NOT_DETACH");
    write(bench, 0, "XYZ");
    bench.manager.scheduler().runAll();
    assertThat(kept(keeper)).as("it filters on").isEqualTo("012");
    bench.close();
    assertThat(keeper.filter().instances()).isEmpty();
    assertThat(bench.broken()).isEmpty();
  }

  /** FLT-101: what a DriverEntry that fails has left is told, and the next module can be loaded. */
  @Test
  void givenDriverEntryThatFailsHalfWay_whenLoaded_thenItsFilterIsGoneAndItsPoolIsTold() {
    Path half = Modules.sample("keeper_fails_half_way");
    try (FltBench bench = FltBench.inline()) {
      assertThatThrownBy(() -> bench.manager.load(half))
          .isInstanceOf(FltException.class)
          .hasMessageContaining("DriverEntry")
          .hasMessageContaining("STATUS_INSUFFICIENT_RESOURCES")
          .hasMessageContaining("keeper_fails_half_way");
      assertThat(bench.manager.violations())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.rule()).isEqualTo("FLT-101");
                assertThat(it.seen()).isEqualTo("100 bytes of pool, tag 'Keep'");
              });
      NativeMinifilter keeper = keeper(bench, "keeper");
      write(bench, 0, "XYZ");
      bench.manager.scheduler().runAll();
      assertThat(kept(keeper)).isEqualTo("012");
    }
  }

  /** FLT-98, FLT-101: an unload whose reads never end comes back, and says what is owed. */
  @Test
  void givenReadsThatHang_whenUnloaded_thenItReturnsAndReportsAndTheCloseIsClean() {
    FltBench bench =
        FltBench.with(
            it -> it.unloadWait(Duration.ofMillis(50)),
            io ->
                io.majorFunction() == MajorFunction.IRP_MJ_READ
                    ? FsAction.untilCancelled()
                    : FsAction.inline());
    try (bench) {
      NativeMinifilter keeper = keeper(bench, "keeper");
      UserIo io = write(bench, 0, "XYZ");
      assertThat(io.isOver()).isFalse();
      keeper.unload();
      assertThat(bench.broken()).contains("FLT-98", "FLT-101");
    }
    assertThat(bench.broken()).as("nothing more").doesNotContain("FLT-42", "FLT-85");
  }

  /** A close unloads what the test has left loaded. */
  @Test
  void givenLoadedModule_whenTheFilterManagerCloses_thenItIsUnloaded() {
    FltBench bench = FltBench.inline();
    NativeMinifilter keeper = keeper(bench, "keeper");
    bench.close();
    assertThat(keeper.filter().instances()).isEmpty();
    assertThat(bench.broken()).isEmpty();
  }

  /** Files that are no minifilters are told by name. */
  @Test
  void givenBadModules_whenLoaded_thenTheMessageSaysWhy() throws IOException {
    Path text = Files.writeString(elsewhere.resolve("text.so"), "no module");
    Path another = Modules.file("nothing");
    try (FltBench bench = FltBench.inline()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bench.manager.load(elsewhere.resolve("none.so")))
          .withMessageContaining("none.so");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bench.manager.load(text))
          .withMessageContaining("it is no library of any system known here");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bench.manager.load(another))
          .withMessageContaining("does not export wsplab_km_this_module");
    }
  }
}
