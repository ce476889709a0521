package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.NativeBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row post-get: one thread completes an operation and dequeues its packet. */
public class PostGet {
  private static final int BATCH = 1000;

  /** Operations that wait to be completed; those of the last invocation are started anew. */
  @State(Scope.Thread)
  public static class Started {
    private final Completions completions = new Completions(BATCH);

    @Setup(Level.Invocation)
    public void start() {
      completions.start();
    }

    @TearDown
    public void close() {
      completions.close();
    }
  }

  /** A port that the client posts packets of its own to. */
  @State(Scope.Thread)
  public static class Posted {
    private final Winsock winsock = Winsock.builder().build();
    private final Kernel32 kernel32 = winsock.kernel32();
    private final CompletionPort port = winsock.completionPort();
    private int number;

    @TearDown
    public void close() {
      port.close();
      winsock.close();
    }
  }

  /** The queue in C. */
  @State(Scope.Thread)
  public static class Bare {
    private final long queue = BareNatives.queueCreate();
    private final NativeBlock room = NativeBlock.allocate(32);
    private final ByteBuffer packet = room.buffer().order(ByteOrder.nativeOrder());
    private int number;

    @TearDown
    public void close() {
      BareNatives.queueDestroy(queue);
      room.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void ours(Started state) {
    for (int i = 0; i < BATCH; i++) {
      state.completions.complete(i);
      state.completions.take(i);
    }
  }

  @Benchmark
  public long packet(Posted state) {
    int number = state.number++;
    state
        .kernel32
        .postQueuedCompletionStatus(state.port.handle(), number, 42, 0x1000)
        .orThrow("PostQueuedCompletionStatus");
    QueuedCompletion got =
        state.kernel32.getQueuedCompletionStatus(state.port.handle(), Completions.INFINITE);
    if (!got.taken() || got.bytes() != number) {
      throw new IllegalStateException("expected packet " + number + ", found " + got);
    }
    return got.key();
  }

  @Benchmark
  public long peer(Bare state) {
    int number = state.number++;
    BareNatives.queuePost(state.queue, 42, 0x1000, 0, number);
    int result = BareNatives.queueGet(state.queue, state.room.address());
    ByteBuffer packet = state.packet;
    if (result != 0 || packet.getInt(20) != number) {
      throw new IllegalStateException("expected packet " + number + ", found " + packet.getInt(20));
    }
    return packet.getLong(0) + packet.getLong(8) + packet.getInt(16);
  }
}
