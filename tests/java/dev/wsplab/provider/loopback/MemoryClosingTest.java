package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.Iovecs;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a socket in memory leaves behind when it is closed, or its connect is ended. */
class MemoryClosingTest {
  private static final int LONG = 300; // seconds: nobody waits for their end

  private final MemoryNetwork network =
      new MemoryNetwork(
          Kernel.get().memory(), new ConnectionFailures(), new DatagramFaults(0, 0, 0));
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final NativeBlock room = NativeBlock.allocate(64);
  private final MemorySocket listener = new MemorySocket(network, Winsock2.AF_INET);
  private final MemorySocket client = new MemorySocket(network, Winsock2.AF_INET);

  @BeforeEach
  void listen() {
    listener.bind(Sockaddr.loopback(80), false, false);
    listener.listen(5);
  }

  @AfterEach
  void free() {
    data.close();
    room.close();
  }

  /** A server that has room for one byte, and to which two more are on their way. */
  private MemorySocket serverWithUnsentBytes() {
    client.connect(Sockaddr.loopback(80));
    MemorySocket server = (MemorySocket) listener.accept().socket();
    server.setOption(SocketOption.RECEIVE_BUFFER, 1);
    assertThat(client.send(Iovecs.of(data), 0)).isEqualTo(3);
    assertThat(client.hasUnsent()).isTrue();
    return server;
  }

  private long receive(MemorySocket at) {
    return at.receive(Iovecs.of(room), 0);
  }

  private boolean isAwaited() {
    network.lock().lock();
    try {
      return network.lock().hasWaiters(network.moved());
    } finally {
      network.lock().unlock();
    }
  }

  /** What this thread has to tell may be what the receiver waits for. */
  @Test
  void givenReceiverThatIsStillToBeTold_whenItsSenderWaitsInClose_thenItIsToldFirst() {
    MemorySocket server = serverWithUnsentBytes();
    List<Long> received = new ArrayList<>();
    server.watch(
        (readable, w, e, gone) -> {
          long next = readable ? receive(server) : -1;
          while (next > 0) {
            received.add(next);
            next = receive(server);
          }
          received.add(next);
        });

    client.closeWaiting(LONG);
    network.tellReady(false);

    assertThat(received.stream().filter(bytes -> bytes > 0)).containsExactly(1L, 1L, 1L);
    assertThat(received).as("the end, and no reset").endsWith(0L);
  }

  @Test
  void givenWaitingClose_whenItsThreadIsInterrupted_thenItGoesOnAndTheInterruptIsKept() {
    MemorySocket server = serverWithUnsentBytes();
    FutureTask<Boolean> closing =
        TcpWorld.inBackground(
            () -> {
              Thread.currentThread().interrupt();
              client.closeWaiting(LONG);
              return Thread.interrupted();
            });
    while (!isAwaited()) {
      Thread.onSpinWait();
    }

    for (int i = 0; i < 3; i++) {
      assertThat(receive(server)).isEqualTo(1);
    }

    assertThat(TcpWorld.resultOf(closing)).as("interrupted").isTrue();
    assertThat(receive(server)).as("the end, and no reset").isZero();
  }

  @Test
  void givenBoundSocketWhoseConnectTheGateHasEnded_whenItConnectsAgain_thenItMay() {
    List<Runnable> ends = new ArrayList<>();
    listener.gate(
        (local, remote, arrival) -> {
          ends.add(() -> arrival.block(WsaError.WSAEACCES.code()));
          return () -> {};
        });
    assertThat(client.bind(Sockaddr.loopback(81), false, false)).isZero();
    for (int i = 0; i < 2; i++) {
      client.connect(Sockaddr.loopback(80));
      network.tellReady(false);
      ends.get(i).run();
      assertThat(client.connectResult(Sockaddr.loopback(80))).isEqualTo(WsaError.WSAEACCES.code());
      assertThat(client.localName().orThrow("localName")).isEqualTo(Sockaddr.loopback(81));
    }
  }
}
