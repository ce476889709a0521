package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Network sockets until their end, also when the service stops under them. */
@Timeout(60)
class SocketLifeTest {
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final class Ends extends CountedObject
      implements FwxIoCompletion, FwxAcceptCompletion {
    private final List<Integer> errors = new ArrayList<>();

    Ends() {
      super("ends", InterfaceIds.IO_COMPLETION, InterfaceIds.ACCEPT_COMPLETION);
    }

    @Override
    public int completeAsyncIo(
        boolean success, int error, @Nullable FwxBuffer b, long data, @Nullable Sockaddr from) {
      errors.add(success ? 0 : error);
      return HResult.S_OK.value();
    }

    @Override
    public int completeAsyncAccept(
        boolean success,
        int error,
        FwxNetworkSocket listening,
        @Nullable FwxNetworkSocket accepted,
        @Nullable Sockaddr remote,
        @Nullable Sockaddr local,
        long data) {
      errors.add(success ? 0 : error);
      return HResult.S_OK.value();
    }
  }

  private static Winsock winsock() {
    return Winsock.builder().base(LoopbackProvider.create()).build();
  }

  private static FwxService over(Winsock winsock, Verifier.Mode mode) {
    return FwxService.builder()
        .manualPump()
        .verify(mode)
        .stopLimit(Duration.ofSeconds(30))
        .sockets(winsock.ws2_32(), winsock.completionPort())
        .build();
  }

  /** FWX-84: what is pending ends, is called back before stop returns, and nothing new begins. */
  @Test
  void givenPendingReceiveAndAccept_whenTheServiceStops_thenBothFailBeforeStopReturns() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock, Verifier.Mode.FAIL)) {
      FwxNetworkSocket listener = service.firewall().createNetworkSocket(6).orThrow();
      FwxNetworkSocket datagrams = service.firewall().createNetworkSocket(17).orThrow();
      FwxNetworkSocket idle = service.firewall().createNetworkSocket(17).orThrow();
      listener.bind(ANY);
      listener.listen(1);
      datagrams.bind(ANY);
      idle.bind(ANY);
      Ends ends = new Ends();
      assertThat(listener.accept(ends, 1)).isEqualTo(HResult.S_OK);
      assertThat(datagrams.recv(null, ends, 2)).isEqualTo(HResult.S_OK);
      assertThat(datagrams.recv(null, ends, 3)).isEqualTo(HResult.S_OK);
      service.stop();
      assertThat(ends.errors).hasSize(3).doesNotContain(0);
      assertThat(ends.references()).as("the service's references are gone").isEqualTo(1);
      assertThat(service.owed()).isZero();
      assertThat(idle.recv(null, ends, 4)).isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(idle.accept(ends, 4)).isEqualTo(HResult.FWX_E_TERMINATING);
      assertThat(ends.errors).hasSize(3);
      listener.release();
      datagrams.release();
      idle.release();
    }
  }

  /** Pages ff827407, ff827408: a send whose end nobody needs to hear of. */
  @Test
  void givenSendThatNobodyHears_whenItEnds_thenTheBytesArriveAndNothingIsOwed() {
    try (Winsock winsock = winsock();
        ClientSocket peer = winsock.udpSocket().bind(ANY);
        NativeBlock room = NativeBlock.allocate(16);
        FwxService service = over(winsock, Verifier.Mode.FAIL)) {
      FwxNetworkSocket socket = service.firewall().createNetworkSocket(17).orThrow();
      FwxBuffer data = service.firewall().createBuffer(16).orThrow();
      data.append(new byte[] {1, 2, 3});
      assertThat(socket.sendTo(data, Sockaddr.of(peer.localAddress()), null, 0))
          .isEqualTo(HResult.S_OK);
      service.pump().runUntilIdle(SOON);
      assertThat(peer.recvfrom(WsaBuffers.of(room)).bytes()).isEqualTo(3);
      assertThat(service.owed()).isZero();
      assertThat(data.release()).as("the send's reference is gone").isZero();
      socket.release();
    }
  }

  /** Shutdown and Close as the pages dd447717 and dd436978 have them, and what names are told. */
  @Test
  void givenConnection_whenShutDownOrReset_thenThePeerSeesWhich() {
    try (Winsock winsock = winsock();
        ClientSocket listener = winsock.tcpSocket().bind(ANY).listen(2);
        NativeBlock room = NativeBlock.allocate(16);
        FwxService service = over(winsock, Verifier.Mode.FAIL)) {
      FwxNetworkSocket first = service.firewall().createNetworkSocket(6).orThrow();
      assertThat(first.getPeerName()).isEmpty();
      assertThat(first.lastError()).isEqualTo(10057);
      assertThat(first.connect(listener.localAddress())).isEqualTo(HResult.S_OK);
      assertThat(first.getPeerName()).contains(listener.localAddress());
      try (ClientSocket peer = listener.accept()) {
        assertThat(first.shutdown(false)).isEqualTo(HResult.S_OK);
        assertThat(peer.recv(WsaBuffers.of(room))).as("sent no more").isZero();
      }
      FwxNetworkSocket second = service.firewall().createNetworkSocket(6).orThrow();
      assertThat(second.connect(listener.localAddress())).isEqualTo(HResult.S_OK);
      try (ClientSocket peer = listener.accept()) {
        assertThat(second.close(true)).isEqualTo(HResult.S_OK);
        Assertions.assertThatExceptionOfType(WinsockException.class)
            .isThrownBy(() -> peer.recv(WsaBuffers.of(room)))
            .withMessageContaining("WSAECONNRESET");
      }
      first.release();
      second.release();
    }
  }

  /** Page dd436941: options of the socket beneath. */
  @Test
  void givenSocket_whenAnOptionIsSet_thenItIsReadBackAndBadOnesFail() {
    try (Winsock winsock = winsock();
        FwxService service = over(winsock, Verifier.Mode.FAIL)) {
      FwxNetworkSocket socket = service.firewall().createNetworkSocket(6).orThrow();
      byte[] on = {1, 0, 0, 0};
      int level = Winsock2.SOL_SOCKET;
      assertThat(socket.setSockOpt(level, Winsock2.SO_REUSEADDR, on)).isEqualTo(HResult.S_OK);
      assertThat(socket.getSockOpt(level, Winsock2.SO_REUSEADDR, 4).orThrow()[0]).isEqualTo(on[0]);
      assertThat(socket.setSockOpt(level, 0x7777, on)).isEqualTo(HResult.E_FAIL);
      assertThat(socket.lastError()).isEqualTo(10042);
      assertThat(socket.getSockOpt(level, 0x7777, 4).hresult()).isEqualTo(HResult.E_FAIL);
      socket.release();
    }
  }
}
