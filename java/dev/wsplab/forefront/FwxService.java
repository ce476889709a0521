package dev.wsplab.forefront;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.forefront.Strict.Unspecified;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.Violation;
import dev.wsplab.trace.Recorder;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The firewall service as an application filter sees it: one completion port, and worker threads or
 * a manual {@link Pump} that take its packets and call the filter back (FWX-6, FWX-91). One is one
 * isolated environment. Thread-safe.
 */
@MustCall("close")
public final class FwxService implements AutoCloseable {
  private final Operations operations;
  private final Recorder recorder;
  private final Strict strict;
  private final ServicePort port;
  private final BlockingSections sections;
  private final Debts debts = new Debts();
  private final Dispatcher dispatcher;
  private final PacketOrder packets;
  private final FwxFiles files;
  private final FwxFirewall firewall;
  private final SocketSide sockets;
  private final ServiceSettings settings;
  private final @Nullable WorkerPool workers;
  private final Pump pump;
  private final @Nullable StarvationWatch watch;
  private final ExecutorService disk = Executors.newCachedThreadPool(FwxService::diskThread);
  private final OverlappedObjects objects;
  private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final Queue<FwxFilter> filters = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable NativeObjects> nativeObjects = new AtomicReference<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  // What is made here is handed this service, and looks at it when the first packet comes. The port
  // and the watch end with the last callback, in free(), which the checker cannot follow.
  @SuppressWarnings({
    "nullness:argument",
    "nullness:assignment",
    "nullness:method.invocation",
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  FwxService(ServiceSettings settings) {
    this.settings = settings;
    boolean watches = settings.isWatching();
    this.operations = new Operations(watches);
    this.recorder = new Recorder(settings.events());
    this.strict = new Strict(watches, recorder);
    if (watches) {
      operations.addListener(recorder);
    }
    settings.listeners().forEach(operations::addListener);
    CompletionPort shared = settings.port();
    this.port = shared == null ? new KernelPort() : new ClientPort(shared);
    this.sockets = new SocketSide(this, settings.ws2());
    this.dispatcher = new Dispatcher(this);
    this.packets = new PacketOrder(this);
    this.objects = new OverlappedObjects(this, settings.overlappedLimit());
    this.files = new FwxFiles(this);
    this.firewall = new FwxFirewall(this);
    this.pump = new Pump(this);
    this.workers = settings.workers() == 0 ? null : new WorkerPool(this, settings.workers());
    WorkerPool pool = workers;
    this.sections = new BlockingSections(pool);
    this.watch =
        pool == null || !watches ? null : new StarvationWatch(this, pool, settings.blockLimit());
    if (pool != null) {
      pool.start();
    }
  }

  private static Thread diskThread(Runnable body) {
    Thread thread = new Thread(body, "wsplab forefront disk");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Begins a service: two workers, no sockets, nothing watched.
   *
   * @return settings of a new service
   */
  public static FwxServiceBuilder builder() {
    return new FwxServiceBuilder();
  }

  // ---- for filters and tests

  /** {@return what filters are given} */
  public FwxFirewall firewall() {
    return firewall;
  }

  /** {@return what filters call of Windows for their files} */
  public FwxFiles files() {
    return files;
  }

  /**
   * {@return the manual pump}
   *
   * @throws IllegalStateException when the service has workers
   */
  public Pump pump() {
    if (workers != null) {
      throw new IllegalStateException(
          "The service has workers: make it with FwxService.builder().manualPump().");
    }
    return pump;
  }

  /**
   * Starts a filter: calls its {@code FilterInit}, in the calling thread, and keeps a reference
   * until the service stops.
   *
   * @param filter a filter in Java, or a {@link NativeFilter}
   * @return what {@code FilterInit} returned; unless that is {@code S_OK} the filter is not kept.
   *     {@code FWX_E_TERMINATING} when the service stops: the filter is not called
   */
  public int start(FwxFilter filter) {
    if (isStopping()) {
      return HResult.FWX_E_TERMINATING.value();
    }
    int hresult = dispatcher.enter("IFWXFilter::FilterInit", 0, () -> filter.filterInit(firewall));
    if (hresult == HResult.S_OK.value()) {
      filter.addRef();
      filters.add(filter);
    }
    return hresult;
  }

  /**
   * Starts what fault plans hold back, in the order of issue.
   *
   * @return how many there were
   */
  public int startHeld() {
    return files.startHeld();
  }

  /** {@return how many I/Os, tasks and socket calls are owed a callback now} */
  public int owed() {
    return debts.all();
  }

  /** {@return the file I/O that is under way, oldest first} */
  public List<Operation> pendingOperations() {
    return operations.underWay();
  }

  /** {@return how many workers there are now; 0 with a manual pump} */
  public int workers() {
    WorkerPool pool = workers;
    return pool == null ? 0 : pool.size();
  }

  /**
   * Adds a listener to the events of file I/O; it hears what happens from now on.
   *
   * @param listener is called in the threads that make the events
   */
  public void addListener(OperationListener listener) {
    operations.addListener(Objects.requireNonNull(listener));
  }

  /** {@return the recording, which is empty unless strict mode is on} */
  public Recorder recorder() {
    return recorder;
  }

  /** {@return the broken rules that were found so far; empty unless strict mode is on} */
  public List<Violation> violations() {
    return strict.violations();
  }

  /** {@return what was thrown out of completion methods (FWX-27)} */
  public List<Throwable> faults() {
    return List.copyOf(faults);
  }

  // ---- the end

  /**
   * Stops the service (FWX-84): refuses new objects and I/O, calls {@code FilterShutdown}, ends
   * undecided I/O with 995, runs every callback that is owed, and ends the workers. A second call
   * does nothing. Not to be called from a callback.
   *
   * @throws IllegalStateException from a callback
   */
  public void stop() {
    if (dispatcher.isInside()) {
      throw new IllegalStateException(
          "stop was called in a callback, and waits for callbacks to end; call it in another thread");
    }
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    new Stop(this).run();
  }

  /**
   * Stops the service and frees what it has.
   *
   * @throws ContractViolationError when strict mode is {@code FAIL} and a rule was broken
   */
  @Override
  public void close() {
    stop();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    strict.sumUp();
    strict.leftAlive(); // a filter may be detached after it was shut down (FWX-81)
    if (settings.mode() == Verifier.Mode.FAIL && !violations().isEmpty()) {
      throw new ContractViolationError(violations());
    }
  }

  /** Ends what stays until the last callback. */
  void free() {
    StarvationWatch starvation = watch;
    if (starvation != null) {
      starvation.close();
    }
    port.close();
    disk.shutdown();
    List<FwxOverlapped> left = objects.all();
    left.forEach(FwxOverlapped::abandon);
    operations.clear();
    NativeObjects natives = nativeObjects.getAndSet(null);
    if (natives != null) {
      natives.close(left);
    }
  }

  // ---- inside the service

  Operations operations() {
    return operations;
  }

  Strict strict() {
    return strict;
  }

  ServicePort port() {
    return port;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  PacketOrder packets() {
    return packets;
  }

  SocketSide sockets() {
    return sockets;
  }

  ExecutorService disk() {
    return disk;
  }

  /** What filters in C++ see; made when the first one is loaded. */
  NativeObjects nativeObjects() {
    NativeObjects made = nativeObjects.get();
    if (made == null) {
      made = new NativeObjects(this);
      if (!nativeObjects.compareAndSet(null, made)) {
        made.close(List.of());
        made = nativeObjects();
      }
    }
    return made;
  }

  @Nullable WorkerPool pool() {
    return workers;
  }

  Debts debts() {
    return debts;
  }

  Queue<FwxFilter> filters() {
    return filters;
  }

  Duration stopLimit() {
    return settings.stopLimit();
  }

  EndOfFile endOfFile() {
    return settings.endOfFile();
  }

  IoFaultPlan faultPlan() {
    return settings.faults();
  }

  Unspecified unspecified() {
    return settings.unspecified();
  }

  boolean isStopping() {
    return stopping.get();
  }

  OverlappedObjects objects() {
    return objects;
  }

  void faulted(Throwable thrown) {
    faults.add(thrown);
  }

  BlockingSections sections() {
    return sections;
  }

  /** An I/O has ended for good: nothing is called back for it any more. */
  void settled(FileIo io) {
    if (io.expectsPacket()) {
      settledTask();
    }
  }

  void settledTask() {
    debts.settle();
    wakeIfStuck();
  }

  /** Less is on its way than a moment ago: what was put aside may be next. */
  void wakeIfStuck() {
    if (packets.isStuck()) {
      port.post(new Packet(Packet.WAKE, 0, 0, 0)); // what was put aside is next
    }
  }

  /** How many packets are queued, put aside, or sure to come by themselves. */
  int onTheirWay() {
    return debts.all() - files.heldCount();
  }

  /**
   * Those of them that wait for nobody. A callback inside a blocking section may wait for the very
   * packet that was put aside (FWX-61).
   */
  int sureToCome() {
    return onTheirWay() - sockets.waiting() - sections.threads();
  }
}
