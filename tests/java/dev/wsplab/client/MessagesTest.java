package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.host.CatalogFile;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the idiomatic level says when a call fails: which call, which error, why, what to do. */
class MessagesTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private static final class Through extends LayeredProvider {}

  private static final class Refusing extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return StartupResult.failed(WsaError.WSAEACCES);
    }
  }

  private static WinsockBuilder inMemory() {
    return Winsock.builder().base(LoopbackProvider.create());
  }

  /** WIN-15: a socket has one port for good. */
  @Test
  void givenSocketWithPort_whenAssociatedAgain_thenTheReasonIsSaid() {
    try (Winsock winsock = inMemory().build();
        ClientSocket socket = winsock.tcpSocket();
        CompletionPort port = winsock.completionPort()) {
      port.associate(socket.handle(), 1);

      assertThatThrownBy(() -> port.associate(socket.handle(), 2))
          .hasMessage(
              "CreateIoCompletionPort failed: ERROR_INVALID_PARAMETER (87): the socket already has"
                  + " a port, and keeps it");
    }
  }

  /** WIN-16. */
  @Test
  void givenSocketThatIsNotOverlapped_whenAssociated_thenTheReasonIsSaid() {
    try (Winsock winsock = inMemory().build();
        CompletionPort port = winsock.completionPort()) {
      var s =
          winsock
              .ws2_32()
              .wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, 0, 0)
              .orThrow("WSASocket");

      assertThatThrownBy(() -> port.associate(s, 1))
          .hasMessageContaining("ERROR_INVALID_PARAMETER (87): the socket was not made overlapped");
    }
  }

  @Test
  void givenClosedPort_whenUsed_thenEachCallSaysThatItIsClosed() {
    try (Winsock winsock = inMemory().build();
        ClientSocket socket = winsock.tcpSocket()) {
      CompletionPort port = winsock.completionPort();
      port.close();

      assertThatThrownBy(() -> port.associate(socket.handle(), 1))
          .hasMessageContaining("ERROR_INVALID_HANDLE (6): this completion port has been closed");
      assertThatThrownBy(() -> port.take(Duration.ZERO))
          .hasMessageContaining("ERROR_INVALID_HANDLE (6): this completion port has been closed");
      assertThatThrownBy(() -> port.post(0, 0, null))
          .hasMessageStartingWith("PostQueuedCompletionStatus failed: ERROR_INVALID_HANDLE (6)");
    }
  }

  /** WIN-13: who waits when a port is closed is told. */
  @Test
  void givenWaitingThread_whenItsPortIsClosed_thenTheMessageSaysSo() {
    try (Winsock winsock = inMemory().build()) {
      CompletionPort port = winsock.completionPort();
      CompletableFuture<?> waiting =
          CompletableFuture.runAsync(() -> port.take(LONG), task -> new Thread(task).start());
      while (winsock.exports().kernel().ports().waiters(port.handle()) == 0) {
        Thread.onSpinWait();
      }
      port.close();

      assertThatThrownBy(waiting::join)
          .hasRootCauseInstanceOf(WinsockException.class)
          .hasRootCauseMessage(
              "GetQueuedCompletionStatus failed: ERROR_ABANDONED_WAIT_0 (735): the port was closed"
                  + " while waiting");
    }
  }

  /** WIN-18, IOCP-CREATE-7: no routine on a socket with a port. */
  @Test
  void givenSocketWithPort_whenStartedWithARoutine_thenTheReasonIsSaid() {
    try (Winsock winsock = inMemory().build();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock room = NativeBlock.allocate(8);
        OverlappedBlock block = OverlappedBlock.allocate(1)) {
      ClientSocket server = sockets.server();
      port.associate(server.handle(), 1);

      assertThatThrownBy(
              () ->
                  server.startRecv(
                      WsaBuffers.of(room), block.overlapped(), (error, bytes, o, flags) -> {}))
          .hasMessage(
              "WSARecv failed: WSAEINVAL (10022): the socket has a completion port, so its"
                  + " operations cannot end by routine");
    }
  }

  @Test
  void givenHostThatIsNotResolved_whenConnected_thenItIsNamed() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 80);
    try (Winsock winsock = inMemory().build();
        ClientSocket socket = winsock.tcpSocket()) {
      assertThatThrownBy(() -> socket.connect(nowhere))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("address=no-such-host.invalid:80 is unresolved: check the name");
    }
  }

  /** CAT-SEL-5. */
  @Test
  void givenRestoredCatalogWithNothingPlaced_whenASocketIsMade_thenThePathIsNamed() {
    CatalogFile stored;
    try (Winsock winsock = inMemory().build()) {
      stored = winsock.catalog().toFile();
    }
    try (Winsock winsock = Winsock.builder().prepare(c -> c.restore(stored)).build()) {
      assertThatThrownBy(winsock::tcpSocket)
          .isInstanceOf(WinsockException.class)
          .hasMessageStartingWith("WSPStartup failed: WSAEPROVIDERFAILEDINIT (10106): nothing is")
          .hasMessageContaining("java:" + LoopbackProvider.class.getName());
    }
  }

  /** WSP-START-6. */
  @Test
  void givenLayerThatRefusesToStart_whenASocketIsMade_thenItsErrorIsNamed() {
    try (Winsock winsock = inMemory().layer(new Refusing()).build()) {
      assertThatThrownBy(winsock::tcpSocket)
          .isInstanceOf(WinsockException.class)
          .hasMessageContaining("10106")
          .hasMessageContaining(Refusing.class.getName())
          .hasMessageContaining("answered WSAEACCES (10013)");
      assertThat(winsock.ws2_32().wsaGetLastError())
          .isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
    }
  }

  /** CAT-CHAIN-3. */
  @Test
  void givenSixLayers_whenASeventhIsInstalled_thenTheLimitIsSaid() {
    WinsockBuilder builder = inMemory();
    for (int i = 0; i < 7; i++) {
      builder.layer(new Through());
    }
    assertThatThrownBy(builder::build)
        .hasMessageContaining("WSANO_RECOVERY (11003)")
        .hasMessageContaining("a chain holds at most 7 entries, that is six layers over a base");
  }

  /** CAT-INST-2. */
  @Test
  void givenOneProviderTwice_whenInstalled_thenItsIdIsNamed() {
    WinsockBuilder builder =
        inMemory()
            .prepare(c -> c.installBase(LoopbackProvider.create(), LoopbackProvider.protocols()));
    assertThatThrownBy(builder::build)
        .hasMessageStartingWith("WSCInstallProvider failed: WSANO_RECOVERY (11003): provider ")
        .hasMessageContaining("is already in this catalog");
  }

  /** CAT-CHAIN-3. */
  @Test
  void givenOneLayerIdTwice_whenInstalled_thenItIsNamed() {
    Guid id = Guid.of("0f5a3f0e-6f0e-4b6e-9a3c-8f5f1f0f9a11");
    assertThatThrownBy(
            () ->
                inMemory()
                    .layer(new Through(), id, "one", false)
                    .layer(new Through(), id, "two", false)
                    .build())
        .hasMessageContaining("WSAEINVAL (10022): provider " + id + " is already in this catalog");
  }

  @Test
  void givenAnonymousLayer_whenInstalled_thenItHasAName() {
    LayeredProvider anonymous = new LayeredProvider() {};
    try (Winsock winsock = inMemory().layer(anonymous).build()) {
      List<ProtocolInfo> own =
          winsock.catalog().entries().stream().filter(ProtocolInfo::isLayer).toList();
      assertThat(own)
          .extracting(ProtocolInfo::name)
          .containsExactly(anonymous.getClass().getName());
      assertThat(winsock.catalog().toString())
          .contains(anonymous.getClass().getName())
          .contains(" non-IFS");
    }
  }

  /** CAT-SEL-4. */
  @Test
  void givenFamilyThatNobodyOffers_whenASocketIsMade_thenTheThreeAreNamed() {
    try (Winsock winsock = inMemory().build()) {
      assertThatThrownBy(() -> ClientSocket.tcp(winsock.ws2_32(), 99))
          .hasMessageContaining("WSAEAFNOSUPPORT (10047): no entry of the catalog has family=99");
    }
  }
}
