package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one door to addresses: every way through it, with every kind of bad address. */
@EnabledOnOs({OS.LINUX, OS.WINDOWS})
class GuardedMemoryTest {
  private static final GuardedMemory MEMORY = Kernel.get().memory();
  private static final byte[] BYTES = new byte[16];

  private static final Map<String, LongConsumer> READS =
      Map.of(
          "loadInt", MEMORY::loadInt,
          "loadLong", MEMORY::loadLong,
          "loadWordAcquire", MEMORY::loadWordAcquire,
          "loadOverlapped", at -> MEMORY.loadOverlapped(at, GuardedMemoryTest::words),
          "touch", at -> MEMORY.touch(at, 16),
          "read", at -> MEMORY.read(at, BYTES, 0, 16),
          "copy from", GuardedMemoryTest::copyFrom);

  private static final Map<String, LongConsumer> WRITES =
      Map.of(
          "storeInt", at -> MEMORY.storeInt(at, 1),
          "storeLong", at -> MEMORY.storeLong(at, 1),
          "publish", at -> MEMORY.publish(at, 1, 0),
          "write", at -> MEMORY.write(BYTES, 0, 16, at),
          "copy to", GuardedMemoryTest::copyTo);

  private static List<Long> words(
      long internal, long internalHigh, int offset, int offsetHigh, long hEvent) {
    return List.of(internal, internalHigh, (long) offset, (long) offsetHigh, hEvent);
  }

  private static void copyFrom(long at) {
    try (NativeBlock block = NativeBlock.allocate(16)) {
      MEMORY.copy(block.address(), at, 16);
    }
  }

  private static void copyTo(long at) {
    try (NativeBlock block = NativeBlock.allocate(16)) {
      MEMORY.copy(at, block.address(), 16);
    }
  }

  static Stream<Arguments> accessesOfBadAddresses() {
    long unmapped = Pages.map(1);
    Pages.unmap(unmapped);
    Map<String, Long> addresses =
        Map.of(
            "NULL", 0L,
            "0x10", 0x10L,
            "non-canonical", 0x8000_0000_0000L,
            "negative", -8L,
            "high bit", Long.MIN_VALUE,
            "unmapped", unmapped);
    List<Arguments> cases = new ArrayList<>();
    Stream.of(READS, WRITES)
        .flatMap(accesses -> accesses.entrySet().stream())
        .forEach(
            access ->
                addresses.forEach(
                    (name, at) ->
                        cases.add(
                            Arguments.of(access.getKey() + " " + name, access.getValue(), at))));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accessesOfBadAddresses")
  void givenBadAddress_whenAccessed_thenItIsAViolationAndTheJvmLives(
      String name, LongConsumer access, long address) {
    assertThatThrownBy(() -> access.accept(address)).isInstanceOf(AccessViolationException.class);
  }

  static Stream<Arguments> reads() {
    return READS.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  static Stream<Arguments> writes() {
    return WRITES.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reads")
  void givenReadOnlyPage_whenRead_thenItIsRead(String name, LongConsumer read) {
    long page = Pages.map(1);
    Pages.makeReadOnly(page);
    assertThatCode(() -> read.accept(page)).doesNotThrowAnyException();
    Pages.unmap(page);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("writes")
  void givenReadOnlyPage_whenWritten_thenItIsAViolation(String name, LongConsumer write) {
    long page = Pages.map(1);
    Pages.makeReadOnly(page);
    assertThatThrownBy(() -> write.accept(page)).isInstanceOf(AccessViolationException.class);
    Pages.unmap(page);
  }

  /**
   * The last 8 bytes before an unmapped page: what fits is read and written, what reaches over is
   * not.
   */
  @Test
  void givenLastBytesBeforeUnmappedPage_whenAccessed_thenOnlyWhatReachesOverFails() {
    long pages = Pages.map(2);
    Pages.unmap(pages + Pages.SIZE);
    long last = pages + Pages.SIZE - 8;

    MEMORY.storeLong(last, 0x0102030405060708L);
    assertThat(MEMORY.loadLong(last)).isEqualTo(0x0102030405060708L);
    assertThat(MEMORY.loadInt(last + 4)).isEqualTo(0x01020304);
    assertThatThrownBy(() -> MEMORY.loadLong(last + 4))
        .isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> MEMORY.publish(last, 1, 0))
        .as("InternalHigh lies behind the end")
        .isInstanceOf(AccessViolationException.class);
    assertThat(MEMORY.loadLong(last))
        .as("and Internal was not published")
        .isEqualTo(0x0102030405060708L);
    byte[] into = new byte[16];
    assertThatThrownBy(() -> MEMORY.read(last, into, 0, 16))
        .isInstanceOf(AccessViolationException.class);
    Pages.unmap(pages);
  }

  /** The last word, or the last byte, reaches over. */
  @Test
  void givenStructureAcrossUnmappedPage_whenLoadedOrTouched_thenItIsAViolation() {
    long pages = Pages.map(2);
    Pages.unmap(pages + Pages.SIZE);
    long end = pages + Pages.SIZE;

    MEMORY.touch(end - 31, 31);
    assertThat(MEMORY.loadOverlapped(end - 32, GuardedMemoryTest::words))
        .containsExactly(0L, 0L, 0L, 0L, 0L);
    assertThatThrownBy(() -> MEMORY.touch(end - 31, 32))
        .isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> MEMORY.loadOverlapped(end - 24, GuardedMemoryTest::words))
        .isInstanceOf(AccessViolationException.class);
    Pages.unmap(pages);
  }

  /** Both ends are good; the range of the last is longer than what there is of addresses. */
  @Test
  void givenRangeWithAHoleOrAroundTheEndOfMemory_whenTouched_thenItIsAViolation() {
    long pages = Pages.map(4);
    long hole = pages + 2 * Pages.SIZE;
    Pages.makeInaccessible(hole);

    MEMORY.touch(pages, 2 * Pages.SIZE);
    MEMORY.touch(hole + Pages.SIZE, Pages.SIZE);
    MEMORY.touch(hole + Pages.SIZE, 1);
    MEMORY.touch(hole, 0);
    assertThatThrownBy(() -> MEMORY.touch(pages, 4 * Pages.SIZE))
        .isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> MEMORY.touch(hole - 1, Pages.SIZE + 2))
        .isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> MEMORY.touch(pages, -pages + 1))
        .isInstanceOf(AccessViolationException.class);
    Pages.unmap(pages);
    Pages.unmap(pages + Pages.SIZE);
    Pages.unmap(hole);
    Pages.unmap(hole + Pages.SIZE);
  }

  /** In a thread that has asked for nothing of the shim before, and in one that has. */
  @Test
  void givenStructure_whenLoaded_thenEachWordIsInItsPlaceInWhateverThread() throws Exception {
    try (NativeBlock block = NativeBlock.allocate(32)) {
      block
          .buffer()
          .putLong(0, 0xC0000120L)
          .putLong(8, 0x1122334455L)
          .putInt(16, 7)
          .putInt(20, -2)
          .putLong(24, -9);
      Callable<List<Long>> load =
          () -> MEMORY.loadOverlapped(block.address(), GuardedMemoryTest::words);
      List<Long> expected = List.of(0xC0000120L, 0x1122334455L, 7L, -2L, -9L);
      ExecutorService fresh = Executors.newSingleThreadExecutor();
      try {
        assertThat(fresh.submit(() -> Kernel.get().threads().known()).get()).isNull();
        assertThat(fresh.submit(load).get()).isEqualTo(expected);
        assertThat(fresh.submit(() -> Kernel.get().threads().self()).get()).isNotNull();
        assertThat(fresh.submit(load).get()).isEqualTo(expected);
      } finally {
        fresh.shutdown();
      }
    }
  }

  /** A range of many chunks that ends badly. */
  @Test
  void givenRangeThatReachesUnmappedPage_whenCopied_thenItIsAViolation() {
    long pages = Pages.map(4);
    Pages.unmap(pages + 3L * Pages.SIZE);
    byte[] bytes = new byte[4 * Pages.SIZE];

    assertThatThrownBy(() -> MEMORY.read(pages, bytes, 0, bytes.length))
        .isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> MEMORY.write(bytes, 0, bytes.length, pages))
        .isInstanceOf(AccessViolationException.class);
    assertThatCode(() -> MEMORY.write(bytes, 0, 3 * Pages.SIZE, pages)).doesNotThrowAnyException();
    try (NativeBlock block = NativeBlock.allocate(bytes.length)) {
      MEMORY.storeInt(pages, 42);
      assertThatThrownBy(() -> MEMORY.copy(block.address(), pages, bytes.length))
          .isInstanceOf(AccessViolationException.class);
      assertThat(MEMORY.loadInt(block.address())).as("what lies before is copied").isEqualTo(42);
      assertThatThrownBy(() -> MEMORY.copy(pages, block.address(), bytes.length))
          .isInstanceOf(AccessViolationException.class);
    }
    for (int i = 0; i < 3; i++) {
      Pages.unmap(pages + (long) i * Pages.SIZE);
    }
  }

  @Test
  void givenPageUnmappedAfterUse_whenCompleted_thenNothingIsNotifiedAndErrorIsNoAccess() {
    Kernel kernel = Kernel.get();
    long owner = kernel.newOwner();
    PortHandle port = kernel.ports().create(owner, 0);
    SocketHandle socket =
        kernel.sockets().create(owner, SocketObjects.Flavour.PROVIDER, 1, 0, true);
    kernel.ports().associate(socket, port, 1);
    long page = Pages.map(1);
    kernel.sockets().reserve(socket);
    Pages.unmap(page);

    int done =
        kernel
            .sockets()
            .complete(
                socket,
                page,
                1,
                0,
                EventHandle.NULL,
                SocketObjects.QUEUE_PACKET | SocketObjects.RELEASE,
                0);

    assertThat(-done).isEqualTo(Win32Error.ERROR_NOACCESS.code());
    assertThat(kernel.ports().depth(port)).isZero();
    assertThat(kernel.sockets().query(socket).reserved()).isZero();
    assertThat(kernel.closeAll(owner)).isEqualTo(2);
  }

  /**
   * The handler passes on what is not ours: the JVM turns its own faults into exceptions as ever.
   */
  @Test
  void givenHandlerInstalled_whenJavaMeetsNull_thenItIsANullPointerException() {
    int caught = 0;
    for (int i = 0; i < 20_000; i++) { // often enough to be compiled with an implicit check
      try {
        lengthOf(i % 100 == 0 ? null : "text");
      } catch (NullPointerException e) {
        caught++;
      }
    }
    assertThat(caught).isEqualTo(200);
  }

  private static int lengthOf(String text) {
    return text.length();
  }

  @Test
  void givenFourThreads_whenTheyHammerGoodAndBadAddresses_thenEachGetsItsOwnAnswers()
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (NativeBlock good = NativeBlock.allocate(8)) {
      MEMORY.storeLong(good.address(), 42);
      Callable<Integer> hammer =
          () -> {
            int faults = 0;
            for (int i = 0; i < 5_000; i++) {
              assertThat(MEMORY.loadLong(good.address())).isEqualTo(42);
              try {
                MEMORY.loadLong(0x10);
              } catch (AccessViolationException e) {
                faults++;
              }
            }
            return faults;
          };
      for (Future<Integer> faults : threads.invokeAll(List.of(hammer, hammer, hammer, hammer))) {
        assertThat(faults.get(30, TimeUnit.SECONDS)).isEqualTo(5_000);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void givenRangesOutsideTheArray_whenCopied_thenItIsAnIndexError() {
    assertThatThrownBy(() -> MEMORY.read(0, new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> MEMORY.write(new byte[4], -1, 2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> MEMORY.copy(0, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenLengthZero_whenCopied_thenNoAddressIsLookedAt() {
    assertThatCode(() -> MEMORY.copy(0, 0, 0)).doesNotThrowAnyException();
    assertThatCode(() -> MEMORY.read(0, new byte[0], 0, 0)).doesNotThrowAnyException();
  }
}
