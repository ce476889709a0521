package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Completions keep their order and their number while threads start, complete and close at once.
 */
class ConcurrencyTest {
  private final TcpWorld world = new TcpWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void givenReceivesStartedWhileDataCome_whenDequeued_thenInPostingOrder_WIN_54_WSP_IO_11() {
    int count = 5_000;
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.server(), 1);
    try (OverlappedBlock structures = OverlappedBlock.allocate(count);
        NativeBlock room = NativeBlock.allocate(count);
        NativeBlock data = NativeBlock.allocate(count)) {
      for (int i = 0; i < count; i++) {
        data.buffer().put(i, (byte) i);
      }
      FutureTask<Integer> sender =
          TcpWorld.inBackground(
              () -> {
                for (int i = 0; i < count; i++) {
                  world.ws2.send(pair.client(), WsaBuffers.of(data, i, 1), 0).orThrow("send");
                }
                return count;
              });
      FutureTask<Integer> starter =
          TcpWorld.inBackground(
              () -> {
                for (int i = 0; i < count; i++) {
                  world
                      .ws2
                      .wsaRecv(
                          pair.server(),
                          WsaBuffers.of(room, i, 1),
                          0,
                          structures.overlapped(i),
                          null)
                      .orThrow("WSARecv");
                }
                return count;
              });

      for (int i = 0; i < count; i++) {
        assertThat(world.packet(port).overlapped()).isEqualTo(structures.overlapped(i).address());
      }
      assertThat(TcpWorld.resultOf(sender) + TcpWorld.resultOf(starter)).isEqualTo(2 * count);
      assertThat(room.bytes(0, count)).isEqualTo(data.bytes(0, count));
      world.ws2.closesocket(pair.server());
    }
  }

  @Test
  void givenSendsFromManyThreads_whenReceived_thenEveryByteOnceAndEachSendWhole() {
    int threads = 4;
    int sends = 50;
    int length = 64 << 10;
    Pair pair = world.connected();
    PortHandle port = world.portOf(pair.client(), 1);
    try (OverlappedBlock structures = OverlappedBlock.allocate(threads * sends);
        NativeBlock data = NativeBlock.allocate((long) threads * length)) {
      List<FutureTask<Integer>> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        for (int i = 0; i < length; i++) {
          data.buffer().put(t * length + i, (byte) t);
        }
        senders.add(
            TcpWorld.inBackground(
                () -> {
                  for (int i = 0; i < sends; i++) {
                    world
                        .ws2
                        .wsaSend(
                            pair.client(),
                            WsaBuffers.of(data, (long) thread * length, length),
                            0,
                            structures.overlapped(thread * sends + i),
                            null)
                        .orThrow("WSASend");
                  }
                  return sends;
                }));
      }

      NativeBlock room = world.block(length);
      int[] perThread = new int[threads];
      for (int i = 0; i < threads * sends; i++) {
        TransferResult got = world.ws2.recv(pair.server(), WsaBuffers.of(room), 8);
        assertThat(got.bytes()).isEqualTo(length);
        byte[] bytes = room.bytes(0, length);
        assertThat(bytes).containsOnly(bytes[0]);
        perThread[bytes[0]]++;
      }
      assertThat(perThread).containsOnly(sends);
      for (int i = 0; i < threads * sends; i++) {
        assertThat(world.packet(port).bytes()).isEqualTo(length);
      }
      senders.forEach(TcpWorld::resultOf);
    }
  }

  @Test
  void givenSocketsClosedUnderTheirOperations_whenCounted_thenEachStartCompletesOnce() {
    int rounds = 300;
    PortHandle port = world.port();
    AtomicInteger started = new AtomicInteger();
    try (OverlappedBlock structures = OverlappedBlock.allocate(4 * rounds);
        NativeBlock room = NativeBlock.allocate(64)) {
      for (int i = 0; i < rounds; i++) {
        Pair pair = world.connected();
        world.kernel32.createIoCompletionPort(pair.server(), port, i, 0).orThrow();
        int round = i;
        FutureTask<Boolean> starter =
            TcpWorld.inBackground(
                () -> {
                  for (int j = 0; j < 4; j++) {
                    TransferResult result =
                        world.ws2.wsaRecv(
                            pair.server(),
                            WsaBuffers.of(room, j, 1),
                            0,
                            structures.overlapped(4 * round + j),
                            null);
                    started.addAndGet(result.started() ? 1 : 0);
                  }
                  return true;
                });
        FutureTask<Boolean> sender =
            TcpWorld.inBackground(
                () -> world.ws2.send(pair.client(), WsaBuffers.of(room, 32, 2), 0).started());
        world.ws2.closesocket(pair.server()).orThrow("closesocket");
        TcpWorld.resultOf(starter);
        TcpWorld.resultOf(sender);
        world.ws2.closesocket(pair.client()).orThrow("closesocket");
      }

      for (int i = 0; i < started.get(); i++) {
        QueuedCompletion packet = world.packet(port);
        assertThat(packet.taken()).as("packet %d of %d", i, started.get()).isTrue();
      }
      assertThat(world.hasPacket(port)).isFalse();
      for (int i = 0; i < 4 * rounds; i++) {
        assertThat(structures.overlapped(i).isPending()).isFalse();
      }
    }
  }
}
