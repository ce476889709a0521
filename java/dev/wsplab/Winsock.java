package dev.wsplab;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.facade.ClientFunctions;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.Host;
import dev.wsplab.host.OpenHandle;
import dev.wsplab.host.Waiter;
import dev.wsplab.jfr.FlightEvents;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.ClientProgram;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TracedViolation;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.mustcall.qual.Owning;

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

  Winsock(
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
   * {@return a builder; without a base, it uses TCP on the system's own sockets, bound to loopback}
   */
  public static WinsockBuilder builder() {
    return new WinsockBuilder();
  }

  /**
   * {@return the functions of {@code ws2_32.dll}; {@code WSAStartup} has been called once} After
   * {@link #close} they give {@code WSANOTINITIALISED}.
   */
  public Ws2_32 ws2_32() {
    return ws2;
  }

  /**
   * {@return the completion functions of {@code kernel32.dll}, which need no {@code WSAStartup}}
   */
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
   * @return the module, in which functions can be called by name
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

  /**
   * {@return the stored catalog of this environment; sockets use it as it was at the start (CAT-4)}
   */
  public Catalog catalog() {
    return host.catalog();
  }

  /** {@return what a provider links to; for tests that play the part of a provider} */
  public Ws2Exports exports() {
    return host.exports();
  }

  /**
   * Makes an overlapped TCP socket over IPv4, which the caller closes.
   *
   * @return the socket
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
   *
   * @return the socket
   */
  public @Owning ClientSocket udpSocket() {
    return ClientSocket.udp(ws2, Winsock2.AF_INET);
  }

  /**
   * Makes two TCP sockets that are connected with each other over the loopback address; closing the
   * pair closes both.
   *
   * @return the connecting socket and the accepted one
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
   * @return the port
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
   * @return the event
   * @throws dev.wsplab.spi.WinsockException 8 when memory is short, 1816 when handles are
   */
  public @Owning Event event() {
    requireOpen();
    return new Event(kernel32, true, false);
  }

  /**
   * Makes a window that keeps the messages of {@code WSAAsyncSelect}; the caller closes it.
   *
   * @return the queue, whose handle is what {@code WSAAsyncSelect} takes
   * @throws dev.wsplab.kernel.KernelException 8 when memory is short, 1816 when handles are
   */
  public @Owning MessageQueue messageQueue() {
    requireOpen();
    return new MessageQueue(host);
  }

  /**
   * Waits until no thread is inside a call of the client; see {@link #waiters}.
   *
   * @param timeout how long to wait; 0 or less looks once
   * @return false when the time is over
   * @throws InterruptedException when the thread is interrupted
   */
  public boolean awaitNoWaiters(Duration timeout) throws InterruptedException {
    return host.watch().awaitNobodyInside(timeout);
  }

  /**
   * Adds a listener to the stream of operation events; it runs in the threads that make them.
   *
   * @param listener is called in the threads that make the events, and must be quick
   */
  public void addListener(OperationListener listener) {
    host.addListener(listener);
  }

  /**
   * Adds a listener to the rules that are found broken from now on, those of {@link #close} among
   * them; it is told nothing unless {@link WinsockBuilder#verify} was asked for.
   *
   * @param listener is given each when it is found, in the thread that finds it, which may be a
   *     provider's; must be quick, and throw nothing
   */
  public void addViolationListener(Consumer<TracedViolation> listener) {
    verifier.addListener(listener);
  }

  /** {@return the overlapped operations that are under way, oldest first} */
  public List<Operation> pendingOperations() {
    return host.operations().underWay();
  }

  /**
   * {@return the overlapped operations that have finished without their client knowing, oldest
   * first: their packet lies in a port, or their completion routine has not run}
   */
  public List<Operation> undeliveredOperations() {
    return host.operations().undelivered();
  }

  /**
   * {@return the handles that the client has made and not closed; none unless {@link
   * WinsockBuilder#watchClient} was asked for} Those that providers keep for themselves are not
   * among them.
   */
  public List<OpenHandle> unclosedHandles() {
    return host.watch().openHandles();
  }

  /**
   * {@return the threads that are inside a call of the client now, the longest first; none unless
   * {@link WinsockBuilder#watchClient} was asked for} Threads of providers are not among them.
   */
  public List<Waiter> waiters() {
    return host.watch().waiters();
  }

  /**
   * {@return how many handles of this environment are open: sockets, ports, events and opened
   * threads}
   */
  public int openHandles() {
    return host.kernel().handleCount(host.owner());
  }

  /**
   * {@return the rules that were broken so far, in the order of finding; none unless {@link
   * WinsockBuilder#verify} was asked for} Those about what is still owed come with {@link #close}.
   */
  public List<Violation> violations() {
    return verifier.violations();
  }

  /**
   * {@return what the verifier has noted of providers in native modules: what they do otherwise
   * than others, although it is theirs to choose} It breaks nothing, and fails nothing.
   */
  public List<Violation> notes() {
    return verifier.notes();
  }

  /**
   * {@return the same as {@link #violations}, with the time, the thread and the operation of each}
   */
  public List<TracedViolation> tracedViolations() {
    return verifier.tracedViolations();
  }

  /**
   * {@return what was recorded up to now as a picture to write into a file: operations, the calls
   * of providers, the client's waits of a millisecond or longer, and broken rules over time} Empty
   * unless {@link WinsockBuilder#verify} or {@link WinsockBuilder#record}. Also after {@link
   * #close}.
   *
   * @param title any text, for its heading
   */
  public Timeline timeline(String title) {
    return Timeline.of(title, recorder, verifier.tracedViolations())
        .withWaits(host.watch().waits());
  }

  /**
   * {@return what was recorded; nothing unless {@link WinsockBuilder#verify} or {@link
   * WinsockBuilder#record}}
   */
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
}
