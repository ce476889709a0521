package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import dev.wsplab.driver.Scheduler;
import dev.wsplab.fltmgr.IoControl.Ended;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The Filter Manager with its volumes and minifilters: one isolated environment. Thread-safe.
 *
 * <p>What a minifilter calls stands in {@link #functions}; who it is, and what it hears of, in
 * {@link FltRegistration}.
 */
@MustCall("close")
public final class FilterManager implements AutoCloseable {
  private static final int EVENTS = 10_000;

  private final FilterManagerSettings settings;
  private final FltTrace trace = new FltTrace(EVENTS);
  private final FltChecks checks;
  private final Frames frames;
  private final Scheduler scheduler;
  private final FltMgr functions;
  private final DataAllocator allocator;
  private final Unloading unloading;
  private final WorkItems workItems;
  private final AtomicLong ios = new AtomicLong();
  private final AtomicLong addresses = new AtomicLong();
  private final Queue<FltVolume> volumes = new ConcurrentLinkedQueue<>();
  private final Queue<FltFilter> filters = new ConcurrentLinkedQueue<>();
  private final Queue<NativeMinifilter> modules = new ConcurrentLinkedQueue<>();
  private final Map<Long, FltInstance> instances = new ConcurrentHashMap<>();
  private final Map<Long, FltFileObject> files = new ConcurrentHashMap<>();
  private final Set<IoControl> inFlight = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  // What is made here is handed this one, and looks at it when it is called.
  @SuppressWarnings({
    "nullness:argument",
    "nullness:assignment",
    "nullness:methodref.receiver.bound"
  })
  FilterManager(FilterManagerSettings settings) {
    this.settings = settings;
    this.frames = new Frames(this::progressed);
    this.checks =
        new FltChecks(
            settings.mode() != Verifier.Mode.OFF, settings.breaksAtOnce(), trace, frames::instance);
    this.scheduler = new Scheduler("fltmgr", settings.threads(), checks::taskThrew);
    this.allocator = new DataAllocator(this, settings.memoryFaults());
    this.functions = new FltMgr(this);
    this.unloading = new Unloading(this);
    this.workItems = new WorkItems(this);
  }

  /**
   * Begins one: two worker threads, callbacks at PASSIVE_LEVEL, broken rules fail the close.
   *
   * @return settings of a new Filter Manager
   */
  public static FilterManagerSettings builder() {
    return new FilterManagerSettings();
  }

  // ---- for tests

  /**
   * Mounts a folder as a volume, whose file system ends everything in the sender's thread.
   *
   * @param folder a folder that exists; its files are read and written
   * @return the volume
   */
  public FltVolume mount(Path folder) {
    return mount(folder, FsScript.inline());
  }

  /**
   * Mounts a folder as a volume.
   *
   * @param folder a folder that exists; its files are read and written
   * @param script how its file system goes about each I/O
   * @return the volume
   */
  public FltVolume mount(Path folder, FsScript script) {
    Validate.isTrue(Files.isDirectory(folder), "folder=%s: an existing folder is needed", folder);
    FltVolume volume = new FltVolume(this, folder, script);
    volumes.add(volume);
    return volume;
  }

  /**
   * Registers a minifilter: {@code FltRegisterFilter} and {@code FltStartFiltering}.
   *
   * @param registration its name and its callbacks
   * @return the minifilter, which is attached to no volume yet
   */
  public FltFilter register(FltRegistration registration) {
    FltFilter filter = new FltFilter(this, registration);
    filters.add(filter);
    return filter;
  }

  /**
   * Loads a minifilter in C, a private copy of it, and calls its {@code DriverEntry}.
   *
   * @param module a shared library that was compiled with {@code include/compat/km}
   * @return the minifilter, which the Filter Manager unloads when it is closed
   * @throws FltException the status that {@code DriverEntry} fails with
   * @throws IllegalArgumentException when the file cannot be loaded, or is no such module; the
   *     message says which, and what was expected
   */
  public NativeMinifilter load(Path module) {
    NativeMinifilter loaded = NativeMinifilter.load(this, module);
    modules.add(loaded);
    return loaded;
  }

  /** {@return what minifilters call} */
  public FltMgr functions() {
    return functions;
  }

  /** {@return the scheduler} */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** {@return the broken rules found so far, the first 1,000} */
  public List<Violation> violations() {
    return checks.violations();
  }

  /** {@return the steps of all I/O} */
  public FltTrace trace() {
    return trace;
  }

  /** {@return its volumes} */
  public List<FltVolume> volumes() {
    return List.copyOf(volumes);
  }

  /**
   * Unloads all minifilters, the last registered first, ends what its file systems still hold, and
   * frees all memory, unless some I/O has never ended. A second call does nothing.
   *
   * @throws ContractViolationError when a rule was broken and the mode is {@code FAIL}
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    unloadModules();
    List<FltFilter> loaded = List.copyOf(filters);
    for (int i = loaded.size() - 1; i >= 0; i--) {
      loaded.get(i).unload();
    }
    // What hangs is ended as a dismount ends it: nobody waits for ever.
    volumes.forEach(volume -> volume.fileSystem().dismount());
    // Whoever is still at it keeps the memory.
    if (scheduler.end(settings.unloadWait()) && inFlight.isEmpty()) {
      allocator.close();
      modules.forEach(NativeMinifilter::close);
    } else {
      modules.forEach(NativeMinifilter::abandon);
    }
    if (settings.mode() == Verifier.Mode.FAIL && !checks.violations().isEmpty()) {
      throw new ContractViolationError(checks.violations());
    }
  }

  private void unloadModules() {
    List<NativeMinifilter> loaded = List.copyOf(modules);
    for (int i = loaded.size() - 1; i >= 0; i--) {
      loaded.get(i).unloadForGood();
    }
  }

  // ---- for the package

  FltChecks checks() {
    return checks;
  }

  Frames frames() {
    return frames;
  }

  FilterManagerSettings settings() {
    return settings;
  }

  DataAllocator allocator() {
    return allocator;
  }

  WorkItems workItems() {
    return workItems;
  }

  long nextIo() {
    return ios.incrementAndGet();
  }

  /** A value for native memory that stands for an object; no address of anything. */
  long nextAddress() {
    return addresses.addAndGet(0x10) | 0x7000_0000L;
  }

  void enter(FltInstance instance) {
    instances.put(instance.address(), instance);
  }

  FltFileObject newFile(FltVolume volume, String name) {
    FltFileObject file = new FltFileObject(volume, name, nextAddress());
    files.put(file.address(), file);
    return file;
  }

  void forget(FltFileObject file) {
    files.remove(file.address());
  }

  @Nullable FltFileObject fileObject(long address) {
    return files.get(address);
  }

  @Nullable FltInstance instance(long address) {
    return instances.get(address);
  }

  FltCallbackData newData(
      @Nullable FltInstance owner, @Nullable FltFileObject file, boolean preallocated) {
    return allocator.allocate(owner, file, preallocated);
  }

  FltCallbackData copyForDraining(FltCallbackData data, byte[] parameters) {
    return allocator.copyOf(data, parameters);
  }

  void forget(FltCallbackData data) {
    allocator.free(data);
  }

  /** Puts data on their way: what they meet is decided now (FLT-51). */
  IoControl start(
      FltCallbackData data, FltVolume volume, @Nullable FltInstance sender, Ended ended) {
    IoControl io = new IoControl(this, data, volume, volume.below(sender), ended);
    data.io(io);
    inFlight.add(io);
    return io;
  }

  void ended(IoControl io) {
    inFlight.remove(io);
    unloading.changed();
  }

  /** A pended operation has gone on, or a callback is over. */
  void progressed() {
    unloading.changed();
  }

  List<IoControl> inFlight() {
    return inFlight.stream().sorted(Comparator.comparingLong(IoControl::number)).toList();
  }

  void drain(FltInstance instance) {
    inFlight().forEach(io -> io.drain(instance));
  }

  boolean beginsUnload(FltFilter filter) {
    return filters.remove(filter);
  }

  void unload(FltFilter filter) {
    unloading.unload(filter);
  }

  /** Runs a work item: at PASSIVE_LEVEL, in the name of who has queued it. */
  void asWorker(@Nullable FltInstance who, Runnable item) {
    Irql before = frames.irql(Irql.PASSIVE_LEVEL);
    if (who != null) {
      frames.enter(who);
    }
    try {
      item.run();
    } finally {
      if (who != null) {
        frames.leave();
      }
      frames.irql(before);
    }
  }

  /** Runs it as a completion does, in any thread (FLT-103). */
  void atCompletionIrql(Runnable completion) {
    Irql before = frames.irql();
    // Never lower than the thread is: who cancels at DISPATCH_LEVEL is called back there.
    frames.irql(before.atMost(settings.completionIrql()) ? settings.completionIrql() : before);
    try {
      completion.run();
    } finally {
      frames.irql(before);
    }
  }
}
