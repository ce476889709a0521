package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A filter in C++ that serves connections with the service's sockets and buffers. */
@Timeout(120)
class NativeSocketTest {
  private static final Guid CLASS = Guid.of("5E1B6F30-8C55-4B0C-9D0B-3B4F0C7A9E22");
  private static final int OBJECTS = 0;
  private static final int PORT = 1;
  private static final int CONNECTIONS = 2;
  private static final int ECHOED = 3;
  private static final int LAST_ERROR = 4;
  private static final int BROKEN_CALLS = 5;

  private static int value(NativeFilter filter, int which) {
    return filter.function("EchoFilterValue").invokeInt(new Object[] {which});
  }

  private static NativeFilter started(FwxService service) {
    NativeFilter filter = NativeFilter.load(service, Modules.filter("echo_filter"), CLASS);
    assertThat(service.start(filter)).isZero();
    filter.release();
    return filter;
  }

  private static FwxService over(Winsock winsock) {
    return FwxService.builder()
        .workers(2)
        .verify(Verifier.Mode.FAIL)
        .sockets(winsock.ws2_32(), winsock.completionPort())
        .build();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).as("in time").isTrue();
  }

  private static byte[] receive(ClientSocket peer, int count) {
    byte[] all = new byte[count];
    try (NativeBlock room = NativeBlock.allocate(4096)) {
      int have = 0;
      while (have < count) {
        int came = peer.recv(WsaBuffers.of(room, 0, Math.min(4096, count - have)));
        assertThat(came).as("the filter goes on sending").isPositive();
        System.arraycopy(room.bytes(0, came), 0, all, have, came);
        have += came;
      }
    }
    return all;
  }

  private static void echoes(ClientSocket peer, byte[] message) {
    try (NativeBlock data = NativeBlock.copyOf(message)) {
      assertThat(peer.send(WsaBuffers.of(data))).isEqualTo(message.length);
    }
    assertThat(receive(peer, message.length)).isEqualTo(message);
  }

  /**
   * FWX-75, FWX-76, FWX-78, FWX-79, FWX-80: each peer is greeted from a window of a constant
   * buffer, and hears its own bytes, through buffers of the service and of the filter in turn.
   */
  @Test
  void givenFilterInCpp_whenPeersTalk_thenItServesThemWithSocketsAndBuffers() {
    NativeFilter filter;
    int total = 0;
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      try (FwxService service = over(winsock)) {
        filter = started(service);
        InetSocketAddress at = new InetSocketAddress("127.0.0.1", value(filter, PORT));
        Random random = new Random(8);
        for (int peers = 0; peers < 3; peers++) {
          try (ClientSocket peer = winsock.tcpSocket().connect(at)) {
            assertThat(new String(receive(peer, 5), StandardCharsets.US_ASCII)).isEqualTo("hello");
            for (int i = 0; i < 6; i++) {
              byte[] message = new byte[1 + random.nextInt(1000)];
              random.nextBytes(message);
              echoes(peer, message);
              total += message.length;
            }
            peer.shutdown(Winsock2.SD_SEND);
            try (NativeBlock room = NativeBlock.allocate(8)) {
              assertThat(peer.recv(WsaBuffers.of(room))).as("the filter has closed").isZero();
            }
          }
        }
        int all = total;
        await(() -> value(filter, ECHOED) == all);
        assertThat(value(filter, CONNECTIONS)).isEqualTo(3);
        assertThat(value(filter, LAST_ERROR)).isZero();
      }
      assertThat(value(filter, OBJECTS)).as("objects of the filter that still live").isZero();
      assertThat(value(filter, BROKEN_CALLS)).isZero();
    }
  }

  /** FWX-84: its accept and its receive end when the service stops, and its objects go. */
  @Test
  void givenFilterInCppWithAPendingReceive_whenTheServiceStops_thenItHearsAndItsObjectsGo() {
    NativeFilter filter;
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        ClientSocket peer = winsock.tcpSocket()) {
      try (FwxService service = over(winsock)) {
        filter = started(service);
        peer.connect(new InetSocketAddress("127.0.0.1", value(filter, PORT)));
        receive(peer, 5);
        echoes(peer, new byte[] {42});
        await(() -> service.owed() == 2); // the next accept and the next receive
      }
      assertThat(value(filter, LAST_ERROR)).isNotZero();
      assertThat(value(filter, OBJECTS)).isZero();
      assertThat(value(filter, BROKEN_CALLS)).isZero();
    }
  }

  /** FWX-74: a service without Winsock; FilterInit tells it on. */
  @Test
  void givenServiceWithoutWinsock_whenTheFilterStarts_thenItsInitFailsAndNothingLives() {
    try (FwxService service = FwxService.builder().manualPump().build()) {
      NativeFilter filter = NativeFilter.load(service, Modules.filter("echo_filter"), CLASS);
      assertThat(service.start(filter)).isEqualTo(HResult.FWX_E_NOT_SUPPORTED.value());
      assertThat(filter.release()).isZero();
      assertThat(value(filter, OBJECTS)).isZero();
    }
  }
}
