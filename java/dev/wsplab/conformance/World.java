package dev.wsplab.conformance;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.Catalog;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.InstallResult;
import dev.wsplab.spi.ModuleFile;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.timing.Timing;
import dev.wsplab.trace.TracedViolation;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One environment in which one scenario is played. Used by one thread. */
final class World implements AutoCloseable {
  private static final int HISTORY = 24;
  private static final int RECORDED = 1024;
  // The verifier puts off the cleanup of each provider, within the one call that is watched.
  private static final int GRACES = 4;

  private final Winsock winsock;
  private final @Nullable ScriptedProvider scripted;
  private final @Nullable Steps steps;
  private final ToldLatch told = new ToldLatch();
  private final Decisions decisions;
  private final long patience;
  private final boolean ifs;
  private final String base;
  private final Findings findings;
  private final ScenarioRecording recording;
  private final StartupCapture startup;
  private final Timing timing;
  // How to free the memory of the scenario: the last first.
  private final Deque<Runnable> memory = new ArrayDeque<>();
  private boolean ended;
  private boolean exact;
  private List<String> trace = List.of();

  /**
   * Builds the environment.
   *
   * @param layered whether the layer under test stands in it; false to see what happens without
   * @param patience how long to wait for what must come, in milliseconds
   * @param timing when results become visible
   * @param nativeStacks whether histories show those of native modules
   * @param recording is told what is found
   */
  @SuppressWarnings("builder:required.method.not.called") // close() ends it
  World(
      Subject subject,
      Setting setting,
      boolean layered,
      Decisions decisions,
      long patience,
      Timing timing,
      boolean nativeStacks,
      Watchdog watchdog,
      ScenarioRecording recording) {
    this.decisions = decisions;
    this.patience = patience;
    this.timing = timing;
    this.startup = new StartupCapture();
    WinsockBuilder builder =
        Winsock.builder()
            .verify(Verifier.Mode.REPORT, Duration.ofMillis(patience / GRACES))
            .record(RECORDED)
            .timing(timing)
            .intercept(watchdog)
            .intercept(startup);
    if (nativeStacks) {
      builder.nativeStacks();
    }
    // Without the layer nothing happens in another thread.
    Steps stepping = setting.isScripted() && layered ? new Steps(patience / 2) : null;
    ScriptedProvider lower =
        setting.isScripted() ? new ScriptedProvider(setting == Setting.OVER_IFS) : null;
    this.steps = stepping;
    this.scripted = lower;
    if (stepping != null) {
      builder.intercept(stepping);
    }
    Guid belowId = ScriptedProvider.ID;
    if (lower != null) {
      builder.base(lower, lower.protocols());
    } else if (subject.isBase()) {
      builder.base(subject.maker().get(), subject.protocols());
    } else {
      belowId = LoopbackProvider.PROVIDER_ID;
      builder.base(LoopbackProvider.create());
    }
    if (layered && !subject.isBase()) {
      ServiceProvider layer = subject.maker().get();
      ServiceProvider placed = stepping == null ? layer : stepping.around(layer);
      String path = layer instanceof ModuleFile file ? file.modulePath() : "java:" + subject.name();
      builder.prepare(catalog -> install(catalog, subject, path, placed));
    }
    Winsock made = builder.build();
    this.winsock = made;
    this.recording = recording;
    recording.began(made);
    this.findings = new Findings(() -> history(made), recording::found);
    this.ifs =
        winsock.catalog().entries().stream()
            .filter(entry -> !entry.isLayer())
            .findFirst()
            .map(ProtocolInfo::hasIfsHandles)
            .orElse(false);
    this.base = subject.isBase() ? "" : winsock.exports().wscGetProviderPath(belowId).orElse("");
    made.addViolationListener(this::foundAtOnce);
    winsock.addListener(told);
    if (stepping != null) {
      winsock.addListener(stepping);
    }
  }

  /** Under its own name, whatever stands around it. */
  private static void install(
      Catalog catalog, Subject subject, String path, ServiceProvider layer) {
    int flags = subject.ifs() ? Winsock2.XP1_IFS_HANDLES : 0;
    InstallResult installed =
        catalog
            .functions()
            .wscInstallProviderAndChains(Guid.random(), path, subject.name(), flags, null);
    if (installed.returnValue() != 0) {
      throw new WinsockException("WSCInstallProviderAndChains", installed.errno());
    }
    catalog.place(path, layer);
  }

  @NotOwning
  Winsock winsock() {
    return winsock;
  }

  Ws2_32 ws2() {
    return winsock.ws2_32();
  }

  Kernel32 kernel32() {
    return winsock.kernel32();
  }

  /**
   * The scripted provider.
   *
   * @throws IllegalStateException when the sockets are a connected pair
   */
  ScriptedRequests script() {
    if (scripted == null) {
      throw new IllegalStateException("There is no scripted provider between connected sockets.");
    }
    return scripted.requests();
  }

  Decisions decisions() {
    return decisions;
  }

  Findings findings() {
    return findings;
  }

  StartupCapture startup() {
    return startup;
  }

  /** How long to wait for what must come. */
  int patience() {
    return (int) patience;
  }

  /** Whether the catalog says that sockets are system handles. */
  boolean isIfs() {
    return ifs;
  }

  // ---- waiting

  /** From now on {@link #awaitTold} is about the operation on this structure. */
  void expect(Overlapped overlapped) {
    told.expect(overlapped.address());
    if (steps != null) {
      steps.expect(overlapped);
    }
  }

  /** Lets providers act until the operation was told, where the world goes step by step. */
  void step(long millis) {
    if (steps != null) {
      steps.await(millis);
    }
  }

  /**
   * Lets a layer act until so many of the expected operations have come down to the scripted
   * provider: one that hands its calls to a thread of its own does it after they have returned. A
   * layer that keeps an operation, and so brings none, takes the patience.
   */
  void awaitArrivals(int count) {
    if (steps != null) {
      Steps stepping = steps;
      script().onArrival(stepping::changed);
      stepping.awaitUntil(() -> script().haveArrived(count, stepping.isQuiet()), patience);
    }
  }

  /** Runs something in another thread, and waits until it is done. */
  void inOtherThread(Runnable action) {
    try {
      (steps == null ? new Steps(patience) : steps).inOtherThread(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long a wait may take that follows {@link #step}: where steps are taken, no time. */
  int patienceAfterStep() {
    return steps == null ? patience() : 0;
  }

  /** Waits until somebody has told that the operation ended. */
  boolean awaitTold() {
    return told.await(steps == null ? patience : 0);
  }

  boolean isSignalled(EventHandle event) {
    return kernel32().waitForSingleObjectEx(event, 0, false).returnValue()
        == WaitResult.WAIT_OBJECT_0;
  }

  // ---- memory

  /** Memory that lives as long as the world. */
  @SuppressWarnings("builder:required.method.not.called") // the world frees it
  @NotOwning
  NativeBlock block(int size) {
    NativeBlock block = NativeBlock.allocate(size);
    memory.push(block::close);
    return block;
  }

  /** A structure that lives as long as the world. */
  @SuppressWarnings("builder:required.method.not.called") // the world frees it
  Overlapped overlapped() {
    OverlappedBlock block = OverlappedBlock.allocate(1);
    memory.push(block::close);
    return block.overlapped();
  }

  // ---- the end

  /** Ends all providers, so that whatever they still do has been done. */
  void end() {
    if (!ended) {
      ended = true;
      // From here on the provider's threads act beside this one.
      exact = steps != null && steps.isExact() && timing.isImmediate();
      trace = Trace.of(winsock.recorder().events());
      if (steps != null) {
        steps.open();
      }
      ws2().wsaCleanup();
    }
  }

  /** Whether the run can be repeated event for event; known at the end. */
  boolean isExact() {
    return exact;
  }

  /** What was recorded up to the end, without times and addresses. */
  List<String> trace() {
    return trace;
  }

  @Override
  public void close() {
    end();
    winsock.close();
    for (Violation violation : winsock.violations()) {
      if (isOfTheSubject(violation)) {
        findings.add(Finding.of(violation));
      }
    }
    memory.forEach(Runnable::run);
  }

  /** Known as soon as it is found: the process may end before the scenario does. */
  private void foundAtOnce(TracedViolation traced) {
    if (isOfTheSubject(traced.violation())) {
      recording.found(traced);
    }
  }

  /** What the scripted provider does is the scenario's; an empty name is the client, too. */
  private boolean isOfTheSubject(Violation violation) {
    return !violation.provider().isEmpty() && !violation.provider().equals(base);
  }

  /** What happened to operations; without any, everything. */
  private static List<String> history(Winsock winsock) {
    List<String> lines = winsock.recorder().lines(event -> event.overlapped() != 0, HISTORY);
    return lines.isEmpty() ? winsock.recorder().lines(event -> true, HISTORY) : lines;
  }
}
