package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import dev.wsplab.provider.nativehost.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What correct minifilters do with one seed: an initiator above three filters, and users above all.
 * Each I/O has its place in the file, which holds its bytes afterwards when its write succeeded.
 */
final class SeededRun implements AutoCloseable {
  private static final int IOS = 40;
  private static final int PLACE = 8; // bytes in the file
  private static final int FIRST_PLACE = 64;
  private static final int PUMPS = 4; // one for each level that may wait, and one that runs

  private final int seed;
  private final boolean manual;
  private final Random random;
  private final Irql completion;
  private final FltBench bench;
  private final List<DrawnFilter> filters = new ArrayList<>();
  private final @Nullable NativeMinifilter keeper;
  private final CountDownLatch all = new CountDownLatch(IOS);
  private final AtomicInteger sends = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final boolean[] has = new boolean[IOS]; // guarded by itself: places that were written
  private final Map<String, Boolean> files = new HashMap<>();
  private final Queue<FltCallbackData> mine = new ConcurrentLinkedQueue<>();
  private final List<Sent> hanging = new ArrayList<>();
  private final List<User> users = new ArrayList<>();
  private final List<FltFileObject> opened = new ArrayList<>();

  SeededRun(int seed, int threads, boolean withKeeper) {
    this.seed = seed;
    this.manual = threads == 0;
    this.random = new Random(seed);
    this.completion = random.nextBoolean() ? Irql.DISPATCH_LEVEL : Irql.PASSIVE_LEVEL;
    MemoryFaults faults = random.nextBoolean() ? MemoryFaults.none() : SeededRun.faults(seed);
    this.bench =
        FltBench.with(
            it -> {
              it.completionIrql(completion).memoryFaults(faults);
              return manual ? it.manualScheduler() : it.threads(threads);
            },
            new DrawnScript(seed, "notes.txt"));
    for (String altitude : List.of("250000", "200000.5", "100000")) {
      filters.add(DrawnFilter.at(bench, altitude, new Random(random.nextLong())));
    }
    this.keeper = withKeeper ? bench.manager.load(Modules.sample("keeper")) : null;
    if (keeper != null) {
      keeper.attach(bench.volume, "150000");
    }
  }

  private static MemoryFaults faults(int seed) {
    return (purpose, ordinal) ->
        new Random(seed * 1_000_003L + ordinal * 7919 + purpose.ordinal()).nextInt(30) == 0;
  }

  /** What was drawn: I/O of every kind, how many were synchronized, and how many cancelled. */
  record Figures(int sent, int synchronizedOnes, int cancelled) {
    static final Figures NONE = new Figures(0, 0, 0);

    Figures plus(Figures more) {
      return new Figures(
          sent + more.sent, synchronizedOnes + more.synchronizedOnes, cancelled + more.cancelled);
    }
  }

  Figures figures() {
    int synchronizedOnes = filters.stream().mapToInt(DrawnFilter::synchronizedOnes).sum();
    return new Figures(
        sends.get() + users.size() + files.size(), synchronizedOnes, cancelled.get());
  }

  // ---- the run

  void play() throws InterruptedException {
    for (int i = 0; i < IOS; i++) {
      one(i);
      if (manual && random.nextBoolean()) {
        bench.manager.scheduler().runOne();
      }
    }
    pump();
    hanging.forEach(Sent::cancel);
    pump();
    assertThat(all.await(60, TimeUnit.SECONDS)).as("seed %d: all is told", seed).isTrue();
    users.forEach(it -> ended(it.place(), it.major(), it.io().await().status()));
    mine.stream()
        .filter(data -> data.state() != CallbackDataState.FREED)
        .forEach(bench.flt::fltFreeCallbackData);
  }

  private void pump() {
    if (manual) {
      bench.manager.scheduler().runAll();
    }
  }

  private void one(int place) {
    switch (random.nextInt(12)) {
      case 0, 1 -> send(place, MajorFunction.IRP_MJ_READ, place(place), false);
      case 2 -> send(place, MajorFunction.IRP_MJ_READ, place(place), true);
      case 3 -> hangs(place);
      case 4, 5 -> send(place, MajorFunction.IRP_MJ_WRITE, place(place), random.nextBoolean());
      case 6 -> user(place, MajorFunction.IRP_MJ_READ);
      case 7 -> user(place, MajorFunction.IRP_MJ_WRITE);
      case 8 -> waiting(() -> creates(place));
      case 9 -> waiting(() -> createsSynchronously(place));
      case 10 -> waiting(() -> synchronously(place));
      default -> waiting(() -> flushesOrAsks(place));
    }
  }

  /** Waits in a call: with the manual scheduler others run what it waits for meanwhile. */
  private void waiting(Runnable call) {
    if (!manual) {
      call.run();
      return;
    }
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> pumps = new ArrayList<>();
    for (int i = 0; i < PUMPS; i++) {
      Thread pump =
          new Thread(
              () -> {
                while (!over.get()) {
                  if (!bench.manager.scheduler().runOne()) {
                    Thread.yield();
                  }
                }
              });
      pump.start();
      pumps.add(pump);
    }
    try {
      call.run();
    } finally {
      over.set(true);
      pumps.forEach(SeededRun::join);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- I/O of the initiator's

  private static long place(int number) {
    return FIRST_PLACE + (long) number * PLACE;
  }

  private long memory(int place) {
    return bench.buffer.address() + (long) place * PLACE;
  }

  /** Null where there is no memory. */
  private @Nullable FltCallbackData allocate(@Nullable FltFileObject file) {
    AllocateResult result = bench.flt.fltAllocateCallbackData(bench.instance, file);
    FltCallbackData data = result.data();
    assertThat(result.status())
        .isEqualTo(data == null ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS);
    if (data == null) {
      all.countDown();
    } else {
      mine.add(data);
    }
    return data;
  }

  private void fill(FltCallbackData data, int major, int place, long offset) {
    if (major == MajorFunction.IRP_MJ_WRITE) {
      byte[] bytes = new byte[PLACE];
      Arrays.fill(bytes, (byte) (place + 1));
      bench.buffer.buffer().put(place * PLACE, bytes);
    }
    data.iopb().majorFunction(major).length(PLACE).byteOffset(offset).buffer(memory(place));
  }

  private void ended(int place, int major, int status) {
    if (status == STATUS_CANCELLED) {
      cancelled.incrementAndGet();
    }
    if (major == MajorFunction.IRP_MJ_WRITE && status == STATUS_SUCCESS) {
      written.incrementAndGet();
      synchronized (has) {
        has[place] = true;
      }
    }
  }

  private void send(int place, int major, long offset, boolean cancels) {
    FltCallbackData data = allocate(bench.file);
    if (data == null) {
      return;
    }
    Sent sent = new Sent(data, place, major, offset, !cancels && random.nextBoolean());
    sent.send();
    if (cancels) {
      sent.cancel();
    }
  }

  private void hangs(int place) {
    FltCallbackData data = allocate(bench.file);
    if (data == null) {
      return;
    }
    long offset = DrawnScript.HANGS_FROM + place(place);
    Sent sent = new Sent(data, place, MajorFunction.IRP_MJ_READ, offset, false);
    hanging.add(sent);
    sent.send();
    if (random.nextBoolean()) {
      sent.cancel();
    }
  }

  /** Asynchronous I/O, which may be cancelled, or sent once more with the same data. */
  private final class Sent {
    private final FltCallbackData data;
    private final int place;
    private final int major;
    private final long offset;
    private final boolean frees = random.nextBoolean();
    private final AtomicBoolean again;
    private boolean cancellable; // guarded by this: not called back yet, not cancelled yet

    Sent(FltCallbackData data, int place, int major, long offset, boolean again) {
      this.data = data;
      this.place = place;
      this.major = major;
      this.offset = offset;
      this.again = new AtomicBoolean(again);
    }

    void send() {
      fill(data, major, place, offset);
      synchronized (this) {
        cancellable = true;
      }
      sends.incrementAndGet();
      bench.flt.fltPerformAsynchronousIo(data, this::over, this);
    }

    /** Only what is in flight (FLT-80). */
    synchronized void cancel() {
      if (cancellable) {
        cancellable = false;
        bench.flt.fltCancelIo(data);
      }
    }

    private void over(FltCallbackData over, @Nullable Object context) {
      assertThat(context).isSameAs(this);
      assertThat(over).isSameAs(data);
      assertThat(bench.flt.keGetCurrentIrql()).isEqualTo(completion);
      synchronized (this) {
        cancellable = false;
      }
      told.incrementAndGet();
      ended(place, major, data.ioStatus());
      if (!again.getAndSet(false)) {
        if (frees) {
          bench.flt.fltFreeCallbackData(data);
        }
        all.countDown();
      } else if (completion == Irql.PASSIVE_LEVEL) {
        sendAgain();
      } else {
        bench.manager.scheduler().submit(this::sendAgain); // FLT-21, FLT-34
      }
    }

    private void sendAgain() {
      bench.flt.fltReuseCallbackData(data);
      send();
    }
  }

  /** Sent, reused and sent once more. */
  private void synchronously(int place) {
    FltCallbackData data = allocate(bench.file);
    if (data == null) {
      return;
    }
    int major = random.nextBoolean() ? MajorFunction.IRP_MJ_READ : MajorFunction.IRP_MJ_WRITE;
    for (int times = 0; times < 2; times++) {
      fill(data, major, place, place(place));
      sends.incrementAndGet();
      bench.flt.fltPerformSynchronousIo(data);
      told.incrementAndGet();
      ended(place, major, data.ioStatus());
      bench.flt.fltReuseCallbackData(data);
    }
    bench.flt.fltFreeCallbackData(data);
    all.countDown();
  }

  /** What filters may synchronize. */
  private void flushesOrAsks(int place) {
    FltCallbackData data = allocate(bench.file);
    if (data == null) {
      return;
    }
    if (random.nextBoolean()) {
      data.iopb().majorFunction(MajorFunction.IRP_MJ_FLUSH_BUFFERS);
    } else {
      data.iopb()
          .majorFunction(MajorFunction.IRP_MJ_QUERY_INFORMATION)
          .fileInformationClass(FileInformation.FILE_POSITION_INFORMATION)
          .length(PLACE)
          .queryInfoBuffer(memory(place));
    }
    CountDownLatch over = new CountDownLatch(1);
    sends.incrementAndGet();
    bench.flt.fltPerformAsynchronousIo(
        data,
        (of, context) -> {
          told.incrementAndGet();
          over.countDown();
        },
        null);
    IoControl.awaitFully(over);
    all.countDown();
  }

  // ---- creates

  private void creates(int place) {
    String name = "new " + place;
    FltInstance from = random.nextBoolean() ? bench.instance : null;
    CreateResult result =
        bench.flt.fltCreateFile(bench.volume, from, name, FileCalls.FILE_CREATE, 0);
    files.put(name, result.status() == STATUS_SUCCESS);
    if (result.status() == STATUS_SUCCESS) {
      FltFileObject made = result.orThrow();
      opened.add(made);
      bench.flt.fltClose(made);
    }
    all.countDown();
  }

  private void createsSynchronously(int place) {
    FltCallbackData data = allocate(null);
    if (data == null) {
      return;
    }
    String name = "new " + place;
    FltFileObject file = bench.volume.fileObject(name);
    opened.add(file);
    data.iopb()
        .majorFunction(MajorFunction.IRP_MJ_CREATE)
        .targetFileObject(file.address())
        .createOptions(FileCalls.FILE_CREATE << 24);
    bench.flt.fltPerformSynchronousIo(data);
    files.put(name, data.ioStatus() == STATUS_SUCCESS);
    bench.flt.fltFreeCallbackData(data);
    bench.flt.fltClose(file);
    all.countDown();
  }

  // ---- I/O from above

  private void user(int place, int major) {
    UserIo io = bench.volume.io(bench.file);
    fill(io.data(), major, place, place(place));
    io.send();
    users.add(new User(io, place, major));
    mine.add(io.data());
    all.countDown();
  }

  private record User(UserIo io, int place, int major) {}

  // ---- what is expected

  /** Nothing is under way, and nothing of the minifilters' is left. */
  void expectAllOver() {
    assertThat(told).as("seed %d: each send is told once", seed).hasValue(sends.get());
    filters.forEach(DrawnFilter::expectNothingOwed);
    assertThat(bench.manager.allocator().leftBy(bench.initiator)).as("seed %d", seed).isEmpty();
    if (keeper != null) {
      int carriedOut = keeper.function("KeeperCarriedOut").invokeInt(new Object[0]);
      assertThat(carriedOut)
          .as("seed %d: writes through the keeper", seed)
          .isEqualTo(written.get());
      keeper.unload();
    }
    bench.initiator.unload(); // both wait until the last callback has returned
    assertThat(bench.manager.inFlight()).as("seed %d", seed).isEmpty();
    assertThat(bench.broken()).as("seed %d", seed).isEmpty();
  }

  /** Closes the Filter Manager, and looks what is left of it and of the files. */
  void closeAndExpectNothingLeft() throws IOException {
    bench.flt.fltClose(bench.file);
    bench.manager.close();
    assertThat(bench.broken()).as("seed %d: the close reports nothing", seed).isEmpty();
    assertThat(bench.manager.inFlight()).as("seed %d", seed).isEmpty();
    assertThat(bench.manager.scheduler().waiting()).as("seed %d", seed).isZero();
    assertThat(bench.volume.instances()).as("seed %d", seed).isEmpty();
    assertThat(bench.flt.keGetCurrentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
    assertThat(mine).as("seed %d", seed).allMatch(it -> it.state() == CallbackDataState.FREED);
    opened.add(bench.file);
    assertThat(opened)
        .as("seed %d: files are closed", seed)
        .allMatch(it -> !it.isOpen() && bench.manager.fileObject(it.address()) == null);
    expectFiles();
  }

  /** What succeeded is in the folder, and nothing else. */
  private void expectFiles() throws IOException {
    byte[] expected = Arrays.copyOf(FltBench.CONTENT.getBytes(), FIRST_PLACE + IOS * PLACE);
    for (int i = 0; i < IOS; i++) {
      if (has[i]) {
        Arrays.fill(expected, (int) place(i), (int) place(i + 1), (byte) (i + 1));
      }
    }
    byte[] content = Files.readAllBytes(bench.folder.resolve("notes.txt"));
    assertThat(Arrays.copyOf(content, expected.length)).as("seed %d", seed).isEqualTo(expected);
    files.forEach(
        (name, made) ->
            assertThat(Files.exists(bench.folder.resolve(name)))
                .as("seed %d: %s", seed, name)
                .isEqualTo(made));
  }

  @Override
  public void close() {
    bench.close();
  }
}
