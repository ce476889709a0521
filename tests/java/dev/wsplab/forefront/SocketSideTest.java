package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Sockaddr;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The siblings: network sockets whose ends come through the same port (sheet, section 11). */
@Timeout(60)
class SocketSideTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  private static final class Told extends CountedObject implements FwxIoCompletion {
    private int calls;
    private boolean success;
    private int error;
    private long userData;
    private String text = "";
    private boolean buffer;
    private @Nullable Sockaddr from;

    Told() {
      super("told", InterfaceIds.IO_COMPLETION);
    }

    @Override
    public int completeAsyncIo(
        boolean succeeded,
        int win32ErrorCode,
        @Nullable FwxBuffer data,
        long value,
        @Nullable Sockaddr externalAddress) {
      calls++;
      success = succeeded;
      error = win32ErrorCode;
      userData = value;
      buffer = data != null;
      from = externalAddress;
      if (data != null) {
        text = new String(data.readAt(0, data.dataSize()), StandardCharsets.US_ASCII);
      }
      return HResult.S_OK.value();
    }
  }

  private static final class Accepting extends CountedObject implements FwxAcceptCompletion {
    private final AtomicReference<@Nullable FwxNetworkSocket> connection = new AtomicReference<>();
    private @Nullable Sockaddr remote;
    private @Nullable Sockaddr local;
    private int error = -1;

    Accepting() {
      super("accepting", InterfaceIds.ACCEPT_COMPLETION);
    }

    @Override
    public int completeAsyncAccept(
        boolean success,
        int win32ErrorCode,
        FwxNetworkSocket listening,
        @Nullable FwxNetworkSocket accepted,
        @Nullable Sockaddr remoteAddress,
        @Nullable Sockaddr localAddress,
        long userData) {
      if (accepted != null) {
        accepted.addRef();
      }
      connection.set(accepted);
      remote = remoteAddress;
      local = localAddress;
      error = win32ErrorCode;
      return HResult.S_OK.value();
    }
  }

  private static Winsock winsock() {
    return Winsock.builder().base(LoopbackProvider.create()).build();
  }

  private static FwxService over(Winsock winsock) {
    return FwxService.builder()
        .manualPump()
        .sockets(winsock.ws2_32(), winsock.completionPort())
        .build();
  }

  private static FwxBuffer text(FwxService service, String text) {
    FwxBuffer buffer = service.firewall().createBuffer(64).orThrow();
    assertThat(buffer.append(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(HResult.S_OK);
    return buffer;
  }

  /** FWX-75, FWX-76, FWX-79. */
  @Test
  void givenListener_whenAPeerConnectsAndSends_thenAcceptAndDataComeThroughTheOnePort() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock)) {
      FwxNetworkSocket listener = service.firewall().createNetworkSocket(6).orThrow();
      assertThat(listener.bind(ANY)).isEqualTo(HResult.S_OK);
      assertThat(listener.listen(1)).isEqualTo(HResult.S_OK);
      Accepting accepting = new Accepting();
      assertThat(listener.accept(accepting, 9)).isEqualTo(HResult.S_OK);
      FwxNetworkSocket client = service.firewall().createNetworkSocket(6).orThrow();
      assertThat(client.connect(listener.getSockName().orElseThrow())).isEqualTo(HResult.S_OK);
      service.pump().runUntilIdle(SOON);
      FwxNetworkSocket server = accepting.connection.get();
      assertThat(server).isNotNull();
      assertThat(accepting.remote.port()).isEqualTo(client.getSockName().orElseThrow().getPort());
      assertThat(accepting.local.port()).isEqualTo(listener.getSockName().orElseThrow().getPort());

      Told received = new Told();
      Told sent = new Told();
      assertThat(server.recv(null, received, 1)).isEqualTo(HResult.S_OK);
      FwxBuffer hello = text(service, "hello");
      assertThat(client.send(hello, sent, 2)).isEqualTo(HResult.S_OK);
      service.pump().runUntilIdle(SOON);
      assertThat(received.success && sent.success).isTrue();
      assertThat(received.text).isEqualTo("hello");
      assertThat(received.userData).isEqualTo(1);
      assertThat(received.from).as("TCP tells none").isNull();
      assertThat(sent.buffer).as("only receives have one").isFalse();
      assertThat(sent.userData).isEqualTo(2);
      hello.release();
      server.release();
      client.release();
      listener.release();
      assertThat(service.owed()).isZero();
    }
  }

  /** FWX-76: the sender of a datagram. */
  @Test
  void givenDatagrams_whenOneComes_thenItsSenderIsTold() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock)) {
      FwxNetworkSocket a = service.firewall().createNetworkSocket(17).orThrow();
      FwxNetworkSocket b = service.firewall().createNetworkSocket(17).orThrow();
      a.bind(ANY);
      b.bind(ANY);
      Told received = new Told();
      FwxBuffer room = service.firewall().createBuffer(100).orThrow();
      b.recv(room, received, 1);
      FwxBuffer data = text(service, "ping");
      Told sent = new Told();
      a.sendTo(data, Sockaddr.of(b.getSockName().orElseThrow()), sent, 2);
      service.pump().runUntilIdle(SOON);
      assertThat(received.text).isEqualTo("ping");
      assertThat(received.from.port()).isEqualTo(a.getSockName().orElseThrow().getPort());
      assertThat(sent.calls).isEqualTo(1);
      room.release();
      data.release();
      a.release();
      b.release();
    }
  }

  /**
   * FWX-78: who is told is an argument of each call: missing it is refused by Recv and Accept, and
   * taken by Send and SendTo; each receive tells its own, and one without a buffer is given one.
   */
  @Test
  void givenCallsWithAndWithoutSomebodyToTell_whenTheyEnd_thenEachTellsItsOwnOrNobody() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock)) {
      FwxNetworkSocket socket = service.firewall().createNetworkSocket(17).orThrow();
      FwxNetworkSocket peer = service.firewall().createNetworkSocket(17).orThrow();
      socket.bind(ANY);
      peer.bind(ANY);
      assertThat(socket.recv(null, null, 1)).isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(socket.accept(null, 1)).isEqualTo(HResult.FWX_E_INVALID_ARG);
      assertThat(service.owed()).as("nothing was started").isZero();
      Told first = new Told();
      Told second = new Told();
      assertThat(socket.recv(null, first, 1)).isEqualTo(HResult.S_OK);
      assertThat(socket.recv(null, second, 2)).isEqualTo(HResult.S_OK);
      FwxBuffer one = text(service, "one");
      FwxBuffer two = text(service, "two");
      Sockaddr to = Sockaddr.of(socket.getSockName().orElseThrow());
      assertThat(peer.sendTo(one, to, null, 0)).isEqualTo(HResult.S_OK);
      peer.connect(socket.getSockName().orElseThrow());
      assertThat(peer.send(two, null, 0)).isEqualTo(HResult.S_OK);
      service.pump().runUntilIdle(SOON);
      assertThat(first.text).isEqualTo("one");
      assertThat(second.text).isEqualTo("two");
      assertThat(first.buffer && second.buffer).as("a buffer of the service's").isTrue();
      assertThat(List.of(first.calls, second.calls)).containsExactly(1, 1);
      assertThat(List.of(first.userData, second.userData)).containsExactly(1L, 2L);
      assertThat(service.owed()).isZero();
      List.of(one, two).forEach(FwxBuffer::release);
      List.of(socket, peer).forEach(FwxNetworkSocket::release);
    }
  }

  /** FWX-73 for sockets: a close ends what is pending. */
  @Test
  void givenPendingReceive_whenTheSocketCloses_thenItFailsOnce() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock)) {
      FwxNetworkSocket socket = service.firewall().createNetworkSocket(17).orThrow();
      socket.bind(ANY);
      Told received = new Told();
      assertThat(socket.recv(null, received, 3)).isEqualTo(HResult.S_OK);
      assertThat(socket.close()).isEqualTo(HResult.S_OK);
      service.pump().runUntilIdle(SOON);
      assertThat(received.calls).isEqualTo(1);
      assertThat(received.success).isFalse();
      assertThat(received.error).isNotZero();
      assertThat(socket.close()).isEqualTo(HResult.E_FAIL);
      assertThat(socket.lastError()).isEqualTo(10038);
      socket.release();
    }
  }

  /** FWX-74 for buffers and sockets. */
  @Test
  void givenServiceWithoutWinsock_whenASocketIsMade_thenNotSupported() {
    try (Bench bench = Bench.manual()) {
      FwxFirewall firewall = bench.service.firewall();
      assertThat(firewall.createNetworkSocket(6).hresult()).isEqualTo(HResult.FWX_E_NOT_SUPPORTED);
      assertThat(firewall.createBuffer(0).hresult()).isEqualTo(HResult.FWX_E_INVALID_ARG);
      FwxBuffer buffer = firewall.createBuffer(4).orThrow();
      assertThat(buffer.setDataSize(5)).isEqualTo(HResult.E_INVALIDARG);
      assertThat(buffer.setDataSize(-1)).isEqualTo(HResult.E_INVALIDARG);
      assertThat(buffer.setDataSize(3)).isEqualTo(HResult.S_OK);
      assertThat(buffer.dataSize()).isEqualTo(3);
      buffer.release();
    }
  }
}
