package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One environment over a base provider for TCP, and what its tests need; closes everything it made.
 */
public final class TcpWorld implements AutoCloseable {
  public static final int BOUND_MILLIS = Patience.MILLIS;

  private final Base base;
  public final NetworkProvider provider;
  public final Winsock winsock;
  public final Ws2_32 ws2;
  public final Kernel32 kernel32;
  private final Deque<AutoCloseable> made = new ConcurrentLinkedDeque<>();
  private final Set<String> brokenByTest = new HashSet<>();

  public TcpWorld(Base base) {
    this(base.provider(), base.protocols());
  }

  /** One over a provider that is set up already. */
  public TcpWorld(NetworkProvider provider, List<ProtocolInfo> protocols) {
    this(provider, protocols, List.of(), false);
  }

  /** One whose sockets are those of layers over the base; the last is the topmost. */
  public TcpWorld(Base base, List<LayeredProvider> layers) {
    this(base, layers, false);
  }

  /** The same; the values of closed sockets may come back at once. */
  public TcpWorld(Base base, List<LayeredProvider> layers, boolean eagerHandleReuse) {
    this(base.provider(), base.protocols(), layers, eagerHandleReuse);
  }

  private TcpWorld(
      NetworkProvider provider,
      List<ProtocolInfo> protocols,
      List<LayeredProvider> layers,
      boolean eagerHandleReuse) {
    this.base = Base.of(provider);
    this.provider = provider;
    WinsockBuilder builder =
        Winsock.builder().base(provider, protocols).verify(Verifier.Mode.REPORT);
    layers.forEach(builder::layer);
    if (eagerHandleReuse) {
      builder.eagerHandleReuse();
    }
    this.winsock = builder.build();
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
  }

  /** Whether the network below is a real one, which moves data by itself. */
  public boolean isOnTheSystem() {
    return base.isOnTheSystem();
  }

  /** Whether the sockets are Wine's, which stand for Windows' with some deviations. */
  public boolean isWine() {
    return base.isOnTheSystem() && RunningOn.isWine();
  }

  /** Whether the sockets are Windows' own. */
  public boolean isOnWinsock() {
    return base.isOnTheSystem() && RunningOn.isWindows();
  }

  /** Whether the handles of the base are the system's: the WIN facts hold for them. */
  public boolean hasIfsHandles() {
    return base.hasIfsHandles();
  }

  /** An address that never answers a connect. */
  public Sockaddr silent() {
    return base.silent(this);
  }

  /** Both ends of a connection. */
  public record Pair(SocketHandle client, SocketHandle server) {}

  public SocketHandle socket() {
    return socket(Winsock2.AF_INET);
  }

  public SocketHandle socket(int family) {
    return ws2.socket(family, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP).orThrow("socket");
  }

  public SocketHandle socketWithoutOverlapped() {
    return ws2.wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, 0, 0)
        .orThrow("WSASocket");
  }

  public SocketHandle bound() {
    SocketHandle s = socket();
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  public SocketHandle listener() {
    return listener(Winsock2.AF_INET);
  }

  public SocketHandle listener(int family) {
    SocketHandle s = socket(family);
    ws2.bind(s, loopback(family, 0)).orThrow("bind");
    ws2.listen(s, 128).orThrow("listen");
    return s;
  }

  public static Sockaddr loopback(int family, int port) {
    try {
      return Sockaddr.of(
          InetAddress.getByName(family == Winsock2.AF_INET6 ? "::1" : "127.0.0.1"), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  public Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  public SocketHandle accept(SocketHandle listener) {
    AcceptResult accepted = ws2.accept(listener);
    assertThat(accepted.errno()).isZero();
    return accepted.socket();
  }

  public Pair connected() {
    return connected(socket());
  }

  public Pair connected(SocketHandle client) {
    SocketHandle listener = listener();
    ws2.connect(client, nameOf(listener)).orThrow("connect");
    SocketHandle server = accept(listener);
    ws2.closesocket(listener).orThrow("closesocket");
    return new Pair(client, server);
  }

  public NativeBlock block(int size) {
    return keep(NativeBlock.allocate(size));
  }

  public NativeBlock text(String text) {
    return keep(NativeBlock.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  public static String textOf(NativeBlock block, int length) {
    return new String(block.bytes(0, length), StandardCharsets.UTF_8);
  }

  public Overlapped overlapped() {
    return keep(OverlappedBlock.allocate(1)).overlapped();
  }

  /** A structure whose event is the given one. */
  public Overlapped overlapped(EventHandle event) {
    Overlapped overlapped = overlapped();
    overlapped.storeEvent(event.value());
    return overlapped;
  }

  public EventHandle event() {
    return kernel32.createEvent(true, false);
  }

  public PortHandle port() {
    return kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
  }

  public PortHandle portOf(SocketHandle s, long key) {
    return kernel32.createIoCompletionPort(s, null, key, 0).orThrow();
  }

  public boolean isSignalled(EventHandle event) {
    return kernel32.waitForSingleObjectEx(event, 0, false).returnValue()
        == WaitResult.WAIT_OBJECT_0;
  }

  public void await(EventHandle event) {
    assertThat(kernel32.waitForSingleObjectEx(event, BOUND_MILLIS, false).returnValue())
        .as("event signalled within the bound")
        .isEqualTo(WaitResult.WAIT_OBJECT_0);
  }

  public QueuedCompletion packet(PortHandle port) {
    return kernel32.getQueuedCompletionStatus(port, BOUND_MILLIS);
  }

  public boolean hasPacket(PortHandle port) {
    return kernel32.getQueuedCompletionStatus(port, 0).overlapped() != 0;
  }

  public void send(SocketHandle s, String text) {
    int sent = ws2.send(s, WsaBuffers.of(text(text)), 0).orThrow("send").bytes();
    assertThat(sent).isEqualTo(text.length());
  }

  public String receive(SocketHandle s, int length) {
    NativeBlock room = block(length);
    int got = 0;
    while (got < length) {
      WsaBuffers rest = WsaBuffers.of(room, got, length - got);
      int bytes = ws2.recv(s, rest, 0).orThrow("recv").bytes();
      assertThat(bytes).as("the stream goes on").isPositive();
      got += bytes;
    }
    return textOf(room, length);
  }

  /** Waits until something has arrived, without taking it. */
  public void receivePeeked(SocketHandle s) {
    WsaBuffers one = WsaBuffers.of(block(1));
    assertThat(ws2.recv(s, one, Winsock2.MSG_PEEK).orThrow("recv").bytes()).isPositive();
  }

  /**
   * Receives a byte from a non-blocking socket that is connecting or connected, by an overlapped
   * call once it may.
   */
  public String receiveWhenReady(SocketHandle s) {
    EventHandle event = event();
    NativeBlock room = block(1);
    Overlapped overlapped = overlapped(event);
    TransferResult started = started(s, room, overlapped);
    assertThat(started.started()).as("started: %s", started).isTrue();
    await(event);
    return textOf(room, (int) overlapped.internalHigh());
  }

  private TransferResult started(SocketHandle s, NativeBlock room, Overlapped overlapped) {
    TransferResult result = ws2.wsaRecv(s, WsaBuffers.of(room), 0, overlapped, null);
    for (long end = end(); result.errno() == code(WsaError.WSAENOTCONN) && left(end); ) {
      Thread.onSpinWait();
      result = ws2.wsaRecv(s, WsaBuffers.of(room), 0, overlapped, null);
    }
    return result;
  }

  /** {@code SO_ERROR} as soon as it is not 0. */
  public int errorWhenThereIsOne(SocketHandle s) {
    int error = get(s, Winsock2.SO_ERROR).intOrThrow("getsockopt");
    for (long end = end(); error == 0 && left(end); ) {
      Thread.onSpinWait();
      error = get(s, Winsock2.SO_ERROR).intOrThrow("getsockopt");
    }
    return error;
  }

  /**
   * What sending a byte says once the connection is known to have ended: WSAECONNRESET at once
   * after a reset. After a graceful end it succeeds. (A receive tells them apart too, but not on
   * Wine.)
   */
  public int errorOfSending(SocketHandle s) {
    return ws2.send(s, WsaBuffers.of(block(1)), 0).errno();
  }

  /** Waits for a condition that nobody signals, within the bound. */
  public void until(BooleanSupplier condition) {
    for (long end = end(); !condition.getAsBoolean(); ) {
      assertThat(left(end)).as("the condition came true within the bound").isTrue();
      Thread.onSpinWait();
    }
  }

  private static long end() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS);
  }

  private static boolean left(long end) {
    return System.nanoTime() < end;
  }

  public void nonBlocking(SocketHandle s) {
    blocking(s, 1);
  }

  public void blocking(SocketHandle s) {
    blocking(s, 0);
  }

  private void blocking(SocketHandle s, int not) {
    NativeBlock value = block(4);
    value.buffer().putInt(not);
    TransferResult set = ws2.wsaIoctl(s, Winsock2.FIONBIO, value.address(), 4, 0, 0, null, null);
    assertThat(set.succeeded()).isTrue();
  }

  public void set(SocketHandle s, int name, int value) {
    ws2.setsockopt(s, Winsock2.SOL_SOCKET, name, bytes(value)).orThrow("setsockopt");
  }

  public OptionResult get(SocketHandle s, int name) {
    return ws2.getsockopt(s, Winsock2.SOL_SOCKET, name, 1024);
  }

  public static byte[] bytes(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  public static byte[] bytes(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Runs a call that blocks, in a thread of its own. */
  public static <T> FutureTask<T> inBackground(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "blocking-call");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  public static <T> T resultOf(FutureTask<T> task) {
    try {
      return task.get(BOUND_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError("the call did not return within the bound", e);
    }
  }

  /** A chosen entry of the provider. */
  public ProtocolInfo entry(int family) {
    return winsock.catalog().entries().stream()
        .filter(entry -> entry.addressFamily() == family)
        .findFirst()
        .orElseThrow();
  }

  public static int code(WsaError error) {
    return error.code();
  }

  private <T extends AutoCloseable> T keep(T resource) {
    made.push(resource);
    return resource;
  }

  /** The test breaks this rule itself, past the client's functions. */
  public void breaks(String rule) {
    brokenByTest.add(rule);
  }

  @Override
  public void close() {
    winsock.close();
    // Whatever a client does, our providers break no rule.
    assertThat(winsock.violations())
        .filteredOn(violation -> !brokenByTest.contains(violation.rule()))
        .extracting(Violation::report)
        .isEmpty();
    while (!made.isEmpty()) {
      try {
        made.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
