package dev.wsplab;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.facade.ClientFunctions;
import dev.wsplab.host.Application;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.Host;
import dev.wsplab.host.HostSettings;
import dev.wsplab.host.OpenHandle;
import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.host.Waiter;
import dev.wsplab.jfr.FlightEvents;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeStacks;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.ClientProgram;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.timing.Timing;
import dev.wsplab.trace.ProviderTracer;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TracedViolation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One isolated Winsock: its own catalog, providers, sockets, handles and pending operations. Many
 * live side by side in one process: a socket of one is {@code WSAENOTSOCK} to the other. Kernel
 * objects, which are ports, events and threads, are shared as in one Windows process: a port or
 * event of one environment may be used with a socket of another.
 *
 * <pre>{@code
 * try (Winsock winsock = Winsock.builder().layer(new MyLayer()).build();
 *     ClientSocket socket = winsock.tcpSocket()) {
 *   socket.connect(new InetSocketAddress("127.0.0.1", 8080));
 *   ...
 * }
 * }</pre>
 *
 * <p>Thread-safe. Closing it ends every provider, completes what is pending without telling anybody
 * (WSP-CLEAN-3), and closes every handle that is still open.
 */
@MustCall("close")
public final class Winsock implements AutoCloseable {
  private final Host host;
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final ClientFunctions nativeFunctions;
  private final Recorder recorder;
  private final Verifier verifier;
  private final Verifier.Mode mode;
  private final FlightEvents flightEvents;
  private final boolean nativeStacks;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Winsock(
      @Owning Host host,
      Recorder recorder,
      Verifier verifier,
      Verifier.Mode mode,
      FlightEvents flightEvents,
      boolean nativeStacks) {
    this.host = host;
    this.nativeStacks = nativeStacks;
    this.flightEvents = flightEvents;
    this.recorder = recorder;
    this.verifier = verifier;
    this.mode = mode;
    this.ws2 = new Ws2_32(host);
    this.kernel32 = new Kernel32(host);
    this.nativeFunctions = new ClientFunctions(ws2, kernel32, host.kernel());
    host.applicationFunctions(nativeFunctions);
    ws2.wsaStartup(Winsock2.VERSION_2_2);
  }

  /**
   * Returns a builder; without a base, it uses TCP on the system's own sockets, bound to loopback.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The functions of {@code ws2_32.dll}; {@code WSAStartup} has been called once. After {@link
   * #close} they give {@code WSANOTINITIALISED}.
   */
  public Ws2_32 ws2_32() {
    return ws2;
  }

  /** The completion functions of {@code kernel32.dll}, which need no {@code WSAStartup}. */
  public Kernel32 kernel32() {
    return kernel32;
  }

  /**
   * Loads an application that is written against Winsock and kernel32 in C: what it imports of them
   * arrives at {@link #ws2_32} and {@link #kernel32}. The caller closes it, before this
   * environment. On Windows ports, events, waits and threads stay the system's, as they are for
   * providers; calls of kernel32 arrive here when they are about a handle of this library.
   *
   * @param file absolute path of a shared library; {@code docs/native.md} says how to build one
   * @throws WinsockException {@code WSASYSNOTREADY} when it cannot be loaded, the message saying
   *     why
   */
  public @Owning ClientModule loadApplication(Path file) {
    requireOpen();
    return ClientModule.load(file, nativeFunctions, nativeStacks);
  }

  /**
   * Gives this environment the program that runs in this process, before its first instruction:
   * what it imports of Winsock and kernel32 arrives here, as for {@link #loadApplication}. Windows
   * alone, in a process that {@link ClientProgram#start} has made, and once; the caller does not
   * close this environment before {@code end} is called.
   *
   * @param end is given the program's status when it ends, in the thread that ends it, and returns
   *     the status of the process
   * @throws WinsockException {@code WSASYSNOTREADY} elsewhere, the message saying why
   */
  public void adoptProgram(IntUnaryOperator end) {
    requireOpen();
    ClientProgram.adopt(nativeFunctions, nativeStacks, end);
  }

  /** The stored catalog of this environment; sockets use it as it was at the start (CAT-4). */
  public Catalog catalog() {
    return host.catalog();
  }

  /** What a provider links to; for tests that play the part of a provider. */
  public Ws2Exports exports() {
    return host.exports();
  }

  /**
   * Makes an overlapped TCP socket over IPv4, which the caller closes.
   *
   * @throws dev.wsplab.spi.WinsockException when no provider offers it or one does not start, the
   *     message naming the module; {@code WSANOTINITIALISED} after {@link #close}; {@code
   *     WSAEMFILE}
   */
  public @Owning ClientSocket tcpSocket() {
    requireOpen();
    return ClientSocket.tcp(ws2, Winsock2.AF_INET);
  }

  /**
   * Makes an overlapped UDP socket over IPv4, which the caller closes; throws as {@link
   * #tcpSocket}.
   */
  public @Owning ClientSocket udpSocket() {
    return ClientSocket.udp(ws2, Winsock2.AF_INET);
  }

  /**
   * Makes two TCP sockets that are connected with each other over the loopback address; closing the
   * pair closes both.
   *
   * @throws dev.wsplab.spi.WinsockException as {@link #tcpSocket}, or when a provider fails one of
   *     {@code bind}, {@code listen}, {@code connect} and {@code accept}
   */
  public @Owning SocketPair connectedPair() {
    try (ClientSocket listener = tcpSocket()) {
      return SocketPair.connect(listener, tcpSocket());
    }
  }

  /**
   * Makes a completion port that lets as many threads run as there are processors; the caller
   * closes it.
   *
   * @throws dev.wsplab.spi.WinsockException with Win32's number when memory (8) or handles (1816)
   *     are short
   */
  public @Owning CompletionPort completionPort() {
    requireOpen();
    return new CompletionPort(kernel32, 0);
  }

  /**
   * Makes a manual-reset, nonsignalled event, which the caller closes.
   *
   * @throws dev.wsplab.spi.WinsockException {@code WSA_NOT_ENOUGH_MEMORY}
   */
  public @Owning Event event() {
    requireOpen();
    return new Event(kernel32, true, false);
  }

  /** Makes a window that keeps the messages of {@code WSAAsyncSelect}; the caller closes it. */
  public @Owning MessageQueue messageQueue() {
    requireOpen();
    return new MessageQueue(host.exports().windows(), host.watch());
  }

  /**
   * Waits until no thread is inside a call of the client; see {@link #waiters}.
   *
   * @return false when the time is over
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean awaitNoWaiters(Duration timeout) throws InterruptedException {
    return host.watch().awaitNobodyInside(timeout);
  }

  /** Adds a listener to the stream of operation events; it runs in the threads that make them. */
  public void addListener(OperationListener listener) {
    host.addListener(listener);
  }

  /** Returns the overlapped operations that are under way, oldest first. */
  public List<Operation> pendingOperations() {
    return host.operations().underWay();
  }

  /**
   * Returns the overlapped operations that have finished without their client knowing, oldest
   * first: their packet lies in a port, or their completion routine has not run.
   */
  public List<Operation> undeliveredOperations() {
    return host.operations().undelivered();
  }

  /**
   * Returns the handles that the client has made and not closed; none unless {@link
   * Builder#watchClient} was asked for. Those that providers keep for themselves are not among
   * them.
   */
  public List<OpenHandle> unclosedHandles() {
    return host.watch().openHandles();
  }

  /**
   * Returns the threads that are inside a call of the client now, the longest first; none unless
   * {@link Builder#watchClient} was asked for. Threads of providers are not among them.
   */
  public List<Waiter> waiters() {
    return host.watch().waiters();
  }

  /**
   * Returns how many handles of this environment are open: sockets, ports, events and opened
   * threads.
   */
  public int openHandles() {
    return host.kernel().handleCount(host.owner());
  }

  /**
   * Returns the rules that were broken so far, in the order of finding; none unless {@link
   * Builder#verify} was asked for. Those about what is still owed come with {@link #close}.
   */
  public List<Violation> violations() {
    return verifier.violations();
  }

  /**
   * Returns what the verifier has noted of providers in native modules: what they do otherwise than
   * others, although it is theirs to choose. It breaks nothing, and fails nothing.
   */
  public List<Violation> notes() {
    return verifier.notes();
  }

  /**
   * Returns the same as {@link #violations}, with the time, the thread and the operation of each.
   */
  public List<TracedViolation> tracedViolations() {
    return verifier.tracedViolations();
  }

  /**
   * Returns what was recorded up to now as a picture to write into a file: operations, the calls of
   * providers and broken rules over time. Empty unless {@link Builder#verify} or {@link
   * Builder#record}. Also after {@link #close}.
   *
   * @param title any text, for its heading
   */
  public Timeline timeline(String title) {
    return Timeline.of(title, recorder, verifier.tracedViolations());
  }

  /** Returns what was recorded; nothing unless {@link Builder#verify} or {@link Builder#record}. */
  public Recorder recorder() {
    return recorder;
  }

  /**
   * Ends the environment. A second call does nothing. Nothing can be made in it afterwards: {@link
   * #tcpSocket}, {@link #event} and their like throw {@code IllegalStateException}.
   *
   * @throws dev.wsplab.verifier.ContractViolationError when rules were broken and the mode is
   *     {@code FAIL}; everything has been closed then
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    nativeFunctions.end();
    try {
      ws2.wsaCleanup();
      verifier.finish();
    } finally {
      flightEvents.close();
      host.close();
    }
    if (mode == Verifier.Mode.FAIL && !verifier.violations().isEmpty()) {
      throw new ContractViolationError(verifier.violations());
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("this Winsock is closed: build another one");
    }
  }

  /** Collects what a Winsock consists of. Not thread-safe. */
  public static final class Builder {
    private static final int DEFAULT_HISTORY = 4096;

    private record Base(ServiceProvider provider, List<ProtocolInfo> protocols) {}

    private record Layer(ServiceProvider provider, Guid id, String name, boolean ifsHandles) {}

    private final List<Base> bases = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final List<Consumer<Catalog>> preparations = new ArrayList<>();
    private @Nullable Application application;
    private boolean eagerHandleReuse;
    private int outstandingRequests = Integer.MAX_VALUE;
    private final List<ProviderInterceptor> interceptors = new ArrayList<>();
    private Verifier.Mode mode = Verifier.Mode.OFF;
    private Duration grace = Verifier.GRACE;
    private int recorded;
    private Timing timing = Timing.immediate();
    private int handleLimit;
    private boolean stacks;
    private boolean nativeStacks;
    private boolean watchesClient;

    Builder() {}

    /**
     * Watches every provider, and keeps the rules that it breaks for {@link Winsock#violations}; in
     * the mode {@code FAIL} closing the environment throws them. Without this call nothing is
     * watched.
     */
    public Builder verify(Verifier.Mode mode) {
      return verify(mode, Verifier.GRACE);
    }

    /**
     * The same, with another patience.
     *
     * @param grace how long the last {@code WSPCleanup} of a provider is put off while completions
     *     of sockets that were closed are still owed; then they count as never completed
     *     (WSP-CLOSE-3)
     */
    public Builder verify(Verifier.Mode mode, Duration grace) {
      Validate.isTrue(!grace.isNegative(), "grace=%s: a patience is 0 or more", grace);
      this.mode = mode;
      this.grace = grace;
      return this;
    }

    /**
     * Records the last events of operations and of calls of providers, for {@link
     * Winsock#recorder}.
     *
     * @param events how many are kept, at least 1
     */
    public Builder record(int events) {
      Validate.isTrue(events > 0, "events=%d: a recording keeps at least one event", events);
      recorded = events;
      return this;
    }

    /**
     * Lets the recording, and so the history of each broken rule, say where operations were
     * started. Takes some microseconds for each; does nothing without {@link #verify} or {@link
     * #record}.
     */
    public Builder stacks() {
      stacks = true;
      return this;
    }

    /**
     * Lets the recording, and so the history of each broken rule and reports of hangs, say which
     * functions of a native module, provider or client, have caused an event: below the first event
     * of each of its calls stand lines such as {@code at layer.so!worker+0x2c (0x7f12a4b0319c)},
     * the innermost frame first, at most 16. Frames of this library and of the JVM are left out.
     *
     * <p>Takes some ten microseconds for each event of a module; does nothing without {@link
     * #verify} or {@link #record}. {@code docs/hosting.md} says what functions have names.
     */
    public Builder nativeStacks() {
      nativeStacks = true;
      return this;
    }

    /**
     * Remembers where each operation was started and each handle made, and which threads are inside
     * a call, for {@link Operation#place}, {@link Winsock#unclosedHandles} and {@link
     * Winsock#waiters}. Costs a few microseconds for each operation and each handle.
     */
    public Builder watchClient() {
      watchesClient = true;
      return this;
    }

    /**
     * Says when the results that providers complete become visible. {@link Timing#immediate} unless
     * called; {@link Timing#deferred} shows who relies on seeing them when {@code
     * WPUCompleteOverlappedRequest} returns (WPU-COMPLETE-10).
     */
    public Builder timing(Timing when) {
      timing = when;
      return this;
    }

    /**
     * Puts something between every provider and whoever calls it; of several the first is the
     * nearest to the provider, but for the verifier, which is nearer than all.
     */
    public Builder intercept(ProviderInterceptor interceptor) {
      interceptors.add(interceptor);
      return this;
    }

    /** Installs TCP and UDP on the system's own sockets, set up as the provider was made. */
    public Builder base(TcpProvider provider) {
      return base(provider, provider.entries());
    }

    /** Installs TCP and UDP in memory, set up as the provider was made. */
    public Builder base(LoopbackProvider provider) {
      return base(provider, provider.entries());
    }

    /**
     * Installs a base provider; the order of calls is the order of the catalog.
     *
     * @param provider the provider
     * @param protocols what it offers, all with one ProviderId; the catalog assigns the entry ids
     * @throws IllegalArgumentException when it was given already
     */
    public Builder base(ServiceProvider provider, List<ProtocolInfo> protocols) {
      requireNew(provider);
      bases.add(new Base(provider, List.copyOf(protocols)));
      return this;
    }

    /**
     * Installs a layer over every protocol; the last call is the topmost. Its entries carry {@code
     * XP1_IFS_HANDLES} when it is a {@code LayeredProvider} of the form {@code IFS}.
     */
    public Builder layer(ServiceProvider provider) {
      boolean ifs = provider instanceof LayeredProvider l && l.form() == LayerForm.IFS;
      return layer(provider, Guid.random(), nameOf(provider.getClass()), ifs);
    }

    // An anonymous class has no simple name.
    private static String nameOf(Class<?> type) {
      String simple = type.getSimpleName();
      return simple.isEmpty() ? type.getName() : simple;
    }

    /**
     * Installs a layer over every protocol.
     *
     * @param provider the layer
     * @param id its ProviderId
     * @param name its name in the catalog, at most 255 characters
     * @param ifsHandles whether it hands out the system handles of the base ({@code
     *     XP1_IFS_HANDLES})
     * @throws IllegalArgumentException when it is a {@code LayeredProvider} of the other form, or
     *     stands in this chain already
     */
    public Builder layer(ServiceProvider provider, Guid id, String name, boolean ifsHandles) {
      requireForm(provider, ifsHandles);
      requireNew(provider);
      layers.add(new Layer(provider, id, name, ifsHandles));
      return this;
    }

    /**
     * Says what the application that uses this Winsock is called. It then uses only the layers that
     * {@code WSCSetApplicationCategory} permits it (CAT-LSP-3); without this call, or when nobody
     * has categorized it, all of them.
     *
     * @param path load path of the executable
     * @param extra its command line, or null
     */
    public Builder application(String path, @Nullable String extra) {
      application = new Application(path, extra);
      return this;
    }

    /**
     * Does with the catalog what an installer does before an application starts: {@code
     * catalog.functions()} are the {@code WSC} functions, {@code catalog.restore(file)} takes a
     * stored catalog. Comes after the bases and layers of this builder are installed, before {@code
     * WSAStartup}; sockets see what is changed later only after another start (CAT-4).
     */
    public Builder prepare(Consumer<Catalog> preparation) {
      preparations.add(preparation);
      return this;
    }

    /**
     * Lets the value of a closed socket come back as soon as the system gives it out again, as on
     * Windows: whoever goes on using a stale handle then meets somebody else's socket. Without
     * this, closed values rest for long, so that a stale handle gives {@code WSAENOTSOCK}.
     */
    public Builder eagerHandleReuse() {
      eagerHandleReuse = true;
      return this;
    }

    /**
     * Lets no more than so many handles be open at once, those that providers make for themselves
     * included; see {@link Winsock#openHandles}. Whatever would make one more fails: {@code
     * WSAENOBUFS} for sockets, for their provider's handles, and for calls that have to wait;
     * {@code WSA_NOT_ENOUGH_MEMORY} for events; 1816 ({@code ERROR_NOT_ENOUGH_QUOTA}) for ports and
     * copies of handles. What is open goes on: nothing that pends needs another handle.
     *
     * @param most 1 to {@link Kernel#MAX_HANDLE_LIMIT}; without this call as many as the system has
     * @throws IllegalArgumentException when it is out of that range
     */
    public Builder handleLimit(int most) {
      if (most < 1 || most > Kernel.MAX_HANDLE_LIMIT) {
        throw new IllegalArgumentException(
            "most=" + most + ", expected 1 to " + Kernel.MAX_HANDLE_LIMIT);
      }
      handleLimit = most;
      return this;
    }

    /**
     * Lets no more than so many overlapped requests be outstanding at once, those whose client has
     * not been told of their end included: one more fails with {@code WSAEWOULDBLOCK}, and nothing
     * is started (WSP-IO-19). Without this call there is no limit but memory. Threads that start
     * requests at the same moment may exceed it by one each.
     *
     * @param most 1 or more
     */
    public Builder outstandingRequests(int most) {
      Validate.isTrue(most >= 1, "most=%d: at least 1 request must be possible", most);
      outstandingRequests = most;
      return this;
    }

    /**
     * Makes the environment and starts Winsock in it; providers start on first need (WSP-START-11).
     *
     * @throws dev.wsplab.spi.WinsockException when the catalog refuses an installation
     */
    public Winsock build() {
      Operations operations = new Operations(watchesClient);
      NativeStacks ofModules = nativeStacks && isRecording() ? new NativeStacks() : null;
      Recorder recorder = new Recorder(kept(), stacks, ofModules);
      FlightEvents flightEvents = FlightEvents.create();
      Verifier verifier = new Verifier(recorder, grace, flightEvents::violated);
      Host host =
          new Host(
              Kernel.get(),
              new HostSettings(
                  eagerHandleReuse,
                  handleLimit,
                  watchers(operations, verifier),
                  operations,
                  timing.start(),
                  ofModules));
      try {
        if (isRecording()) {
          host.addListener(recorder);
        }
        if (mode != Verifier.Mode.OFF) {
          verifier.listeners().forEach(host::addListener);
        }
        if (bases.isEmpty()) {
          base(TcpProvider.loopbackOnly());
        }
        bases.forEach(base -> host.catalog().installBase(base.provider(), base.protocols()));
        layers.forEach(
            l -> host.catalog().installLayer(l.provider(), l.id(), l.name(), l.ifsHandles()));
        host.catalog().disk(NativeProvider::at);
        preparations.forEach(preparation -> preparation.accept(host.catalog()));
        host.outstandingRequests(outstandingRequests);
        if (application != null) {
          host.application(application);
        }
        flightEvents.attach(operations, host.watch()::listener);
        return new Winsock(host, recorder, verifier, mode, flightEvents, ofModules != null);
      } catch (RuntimeException e) {
        flightEvents.close();
        host.close();
        throw e;
      }
    }

    private static void requireForm(ServiceProvider provider, boolean ifsHandles) {
      if (provider instanceof LayeredProvider layered) {
        boolean ifs = layered.form() == LayerForm.IFS;
        Validate.isTrue(
            ifs == ifsHandles,
            "ifsHandles=%s: %s is a layer of the form %s; leave the form to layer(provider), or"
                + " make it with super(LayerForm.%s)",
            ifsHandles,
            nameOf(provider),
            layered.form(),
            ifsHandles ? LayerForm.IFS : LayerForm.NON_IFS);
      }
    }

    /** A provider in two places would pass its calls down to itself. */
    private void requireNew(ServiceProvider provider) {
      boolean known =
          bases.stream().anyMatch(base -> base.provider() == provider)
              || layers.stream().anyMatch(layer -> layer.provider() == provider);
      Validate.isTrue(
          !known, "%s is already in this chain: make one object for each place", nameOf(provider));
    }

    private static String nameOf(ServiceProvider provider) {
      String simple = provider.getClass().getSimpleName();
      return simple.isEmpty() ? provider.getClass().getName() : simple;
    }

    private int kept() {
      if (recorded > 0) {
        return recorded;
      }
      return isRecording() ? DEFAULT_HISTORY : 1;
    }

    private boolean isRecording() {
      return recorded > 0 || mode != Verifier.Mode.OFF;
    }

    private List<ProviderInterceptor> watchers(Operations operations, Verifier verifier) {
      List<ProviderInterceptor> all = new ArrayList<>();
      if (mode != Verifier.Mode.OFF) {
        all.add(verifier);
      }
      if (isRecording()) {
        all.add(new ProviderTracer(operations, nativeStacks));
      }
      all.addAll(interceptors);
      return all;
    }
  }
}
