package dev.wsplab.wfp;

import dev.wsplab.driver.DriverPlatform;
import dev.wsplab.driver.Scheduler;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * The filter engine with its stack: one isolated environment. Thread-safe.
 *
 * <p>What a callout calls stands in {@link #kernel}, how it gets its filters in {@link
 * #management}; what applications and peers do is told to {@link #stack}, or comes from real
 * sockets by {@link #authorizer}.
 */
@MustCall("close")
public final class FilterEngine implements AutoCloseable {
  private static final int EVENTS = 20_000;
  private static final Duration END = Duration.ofSeconds(5);

  private final FilterEngineSettings settings;
  private final WfpTrace trace = new WfpTrace(EVENTS);
  private final Frames frames = new Frames();
  private final WfpChecks checks;
  private final FaultPlan faults;
  private final Scheduler scheduler;
  private final Policy policy = new Policy();
  private final HandleValues handleValues = new HandleValues();
  private final Endpoints endpoints = new Endpoints(handleValues);
  private final PacketBook packets;
  private final Classifier classifier;
  private final PendedOperations pended;
  private final Awaiting awaiting;
  private final Redirects redirects;
  private final Injections injections;
  private final Flows flows;
  private final Ale ale;
  private final SpinLocks locks;
  private final NetworkStack stack;
  private final FwpsFunctions kernel;
  private final FwpmFunctions management;
  private final RealConnections authorizer;
  private final AtomicLong operations = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final DriverPlatform platform;
  private final Queue<NativeDriver> drivers = new ConcurrentLinkedQueue<>();
  private volatile boolean quiet;

  // What is made here is handed this one, and looks at it when it is called.
  @SuppressWarnings({"nullness:argument", "nullness:assignment"})
  FilterEngine(FilterEngineSettings settings) {
    this.settings = settings;
    this.checks =
        new WfpChecks(
            settings.mode() != Verifier.Mode.OFF, settings.breaksAtOnce(), trace, frames::callout);
    this.faults = new FaultPlan(settings.faults());
    this.scheduler = new Scheduler("wfp", settings.threads(), checks::taskThrew);
    this.packets = new PacketBook(checks, faults);
    this.classifier = new Classifier(this);
    this.pended = new PendedOperations(this);
    this.awaiting = new Awaiting(this);
    this.redirects = new Redirects(this);
    this.injections = new Injections(this);
    this.flows = new Flows(this);
    this.ale = new Ale(this);
    this.locks = new SpinLocks(this);
    this.stack = new NetworkStack(this);
    this.kernel = new FwpsFunctions(this);
    this.management = new FwpmFunctions(this);
    this.authorizer = new RealConnections(this);
    this.platform = new WfpPlatform(this);
  }

  /**
   * Begins one: two worker threads, callbacks at PASSIVE_LEVEL, a completed connect judged again
   * inside of the completion, broken rules fail the close.
   *
   * @return settings of a new engine
   */
  public static FilterEngineSettings builder() {
    return new FilterEngineSettings();
  }

  /**
   * Loads a callout driver in C, a private copy of it, and calls its {@code DriverEntry}.
   *
   * @param module a shared library that was compiled with {@code include/compat/km}
   * @return the driver, which the engine unloads when it is closed
   * @throws IllegalStateException when {@code DriverEntry} fails; the message has its status
   * @throws IllegalArgumentException when the file cannot be loaded, or is no such module; the
   *     message says which, and what was expected
   */
  public NativeDriver load(Path module) {
    NativeDriver loaded = NativeDriver.load(this, module);
    drivers.add(loaded);
    return loaded;
  }

  /** {@return what callouts call: fwpsk.h} */
  public FwpsFunctions kernel() {
    return kernel;
  }

  /** {@return what adds filters: fwpmk.h} */
  public FwpmFunctions management() {
    return management;
  }

  /** {@return the stack, for tests that play applications and peers} */
  public NetworkStack stack() {
    return stack;
  }

  /** {@return what a base provider asks about its sockets} */
  public ConnectionAuthorizer authorizer() {
    return authorizer;
  }

  /** {@return the scheduler} */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** {@return the broken rules found so far, the first 1,000} */
  public List<Violation> violations() {
    return checks.violations();
  }

  /** {@return the steps of all operations} */
  public WfpTrace trace() {
    return trace;
  }

  /** {@return what callouts still owe: completions, injections, handles} */
  public List<String> owed() {
    List<String> all = new ArrayList<>(pended.owed());
    all.addAll(awaiting.owed());
    all.addAll(redirects.owed());
    all.addAll(injections.owed());
    return all;
  }

  /**
   * Stops: unloads drivers, the last loaded first, reports what is still owed, and ends each such
   * operation as a block (WFP-64). Flows end. A second call does nothing.
   */
  public void stop() {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    unloadDrivers();
    quiet = scheduler.end(END);
    pended.end(null);
    redirects.end(null);
    awaiting.end();
    flows.end();
    injections.end();
    if (quiet) {
      packets.reportLeaks();
    }
  }

  private void unloadDrivers() {
    List<NativeDriver> loaded = List.copyOf(drivers);
    for (int i = loaded.size() - 1; i >= 0; i--) {
      loaded.get(i).unload();
    }
  }

  /**
   * Stops, and frees all memory. A second call does nothing.
   *
   * @throws ContractViolationError when a rule was broken and the mode is {@code FAIL}
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stop();
    drivers.forEach(driver -> driver.close(quiet));
    if (quiet) {
      packets.close(); // whoever is still at it keeps the memory
    }
    if (settings.mode() == Verifier.Mode.FAIL && !checks.violations().isEmpty()) {
      throw new ContractViolationError(checks.violations());
    }
  }

  // ---- for the package

  DriverPlatform platform() {
    return platform;
  }

  FilterEngineSettings settings() {
    return settings;
  }

  WfpChecks checks() {
    return checks;
  }

  Frames frames() {
    return frames;
  }

  FaultPlan faults() {
    return faults;
  }

  Policy policy() {
    return policy;
  }

  HandleValues handleValues() {
    return handleValues;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  PacketBook packets() {
    return packets;
  }

  Classifier classifier() {
    return classifier;
  }

  PendedOperations pended() {
    return pended;
  }

  Awaiting awaiting() {
    return awaiting;
  }

  Redirects redirects() {
    return redirects;
  }

  Injections injections() {
    return injections;
  }

  Flows flows() {
    return flows;
  }

  SpinLocks locks() {
    return locks;
  }

  Ale ale() {
    return ale;
  }

  long nextOperation() {
    return operations.incrementAndGet();
  }
}
