package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Row outstanding: one operation of many ends and is started anew. A hundred receives wait on each
 * socket; the sockets take turns.
 */
public class Outstanding {
  private static final int EACH = 100;

  /** Java heap of one outstanding operation, without what its caller keeps of its own. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Heap {
    public double heapBytes;
  }

  /** Receives that are all outstanding. */
  @State(Scope.Benchmark)
  public static class Waiting {
    @Param("1000")
    int outstanding;

    private final Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
    private final CompletionPort port = winsock.completionPort();
    private final NativeBlock byteToSend = NativeBlock.allocate(1);
    private final WsaBuffers toSend = WsaBuffers.of(byteToSend);
    private final ByteBuffer sent = byteToSend.buffer();
    private SocketPair[] pairs;
    private NativeBlock[] rooms;
    private WsaBuffers[] buffers;
    private OverlappedBlock structures;
    private double heapEach;
    private int turn;
    private int[] next;

    @Setup
    public void start() {
      int sockets = outstanding / EACH;
      pairs = new SocketPair[sockets];
      rooms = new NativeBlock[sockets];
      buffers = new WsaBuffers[sockets];
      next = new int[sockets];
      structures = OverlappedBlock.allocate(outstanding);
      for (int i = 0; i < sockets; i++) {
        pairs[i] = winsock.connectedPair();
        rooms[i] = NativeBlock.allocate(1);
        buffers[i] = WsaBuffers.of(rooms[i]);
        port.associate(pairs[i].server().handle(), i);
      }
      long before = heapInUse();
      for (int k = 0; k < EACH; k++) {
        for (int i = 0; i < sockets; i++) {
          receive(i, k);
        }
      }
      heapEach = (heapInUse() - before) / (double) outstanding;
      if (winsock.pendingOperations().size() != outstanding) {
        throw new IllegalStateException(
            "expected " + outstanding + " under way: " + winsock.pendingOperations().size());
      }
    }

    private Overlapped structure(int socket, int number) {
      return structures.overlapped(socket * EACH + number);
    }

    private void receive(int socket, int number) {
      pairs[socket].server().startRecv(buffers[socket], structure(socket, number));
    }

    /** What stays after collections; the least of several. */
    private static long heapInUse() {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 4; i++) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      }
      return least;
    }

    /** One byte to the next socket ends its oldest receive, which is started again. */
    private void step() {
      int socket = turn;
      turn = (turn + 1) % pairs.length;
      int number = next[socket];
      next[socket] = (number + 1) % EACH;
      byte value = (byte) (socket + number);
      sent.put(0, value);
      pairs[socket].client().send(toSend);
      QueuedCompletion packet =
          winsock.kernel32().getQueuedCompletionStatus(port.handle(), Completions.INFINITE);
      if (packet.key() != socket
          || packet.overlapped() != structure(socket, number).address()
          || packet.bytes() != 1
          || rooms[socket].bytes(0, 1)[0] != value) {
        throw new IllegalStateException("expected " + number + " of " + socket + ": " + packet);
      }
      receive(socket, number);
    }

    @TearDown
    public void close() {
      winsock.close();
      structures.close();
      for (NativeBlock room : rooms) {
        room.close();
      }
      byteToSend.close();
    }
  }

  @Benchmark
  public void ours(Waiting state, Heap heap) {
    heap.heapBytes = state.heapEach;
    state.step();
  }
}
