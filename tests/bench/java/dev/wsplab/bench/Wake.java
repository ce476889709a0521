package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row wake: a packet to a thread that is blocked, and one back. */
public class Wake {
  private static final int STOP = -1;

  /** Two ports; a thread answers on the second what comes on the first. */
  @State(Scope.Benchmark)
  public static class Ours {
    private final Winsock winsock = Winsock.builder().build();
    private final Kernel32 kernel32 = winsock.kernel32();
    private final CompletionPort there = winsock.completionPort();
    private final CompletionPort back = winsock.completionPort();
    private final Partner partner = new Partner();
    private int number;

    @Setup
    public void start() {
      partner.start(
          () -> {
            for (int got = take(there); got != STOP; got = take(there)) {
              post(back, got);
            }
          });
    }

    private void post(CompletionPort port, int value) {
      kernel32
          .postQueuedCompletionStatus(port.handle(), value, 0, 0)
          .orThrow("PostQueuedCompletionStatus");
    }

    private int take(CompletionPort port) {
      QueuedCompletion got =
          kernel32.getQueuedCompletionStatus(port.handle(), Completions.INFINITE);
      if (!got.taken()) {
        throw new IllegalStateException("no packet: " + got);
      }
      return got.bytes();
    }

    @TearDown
    public void close() {
      post(there, STOP);
      partner.close();
      there.close();
      back.close();
      winsock.close();
    }
  }

  /** The same with two queues of the JDK. */
  @State(Scope.Benchmark)
  public static class Peer {
    private final LinkedBlockingQueue<Integer> there = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> back = new LinkedBlockingQueue<>();
    private final Partner partner = new Partner();
    private int number;

    @Setup
    public void start() {
      partner.start(
          () -> {
            try {
              for (Integer got = there.take(); got != STOP; got = there.take()) {
                back.put(got);
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException("interrupted", e);
            }
          });
    }

    @TearDown
    public void close() throws InterruptedException {
      there.put(STOP);
      partner.close();
    }
  }

  @Benchmark
  public void ours(Ours state) {
    int number = state.number++ & Integer.MAX_VALUE;
    state.post(state.there, number);
    require(number, state.take(state.back));
  }

  @Benchmark
  public void peer(Peer state) throws InterruptedException {
    int number = state.number++ & Integer.MAX_VALUE;
    state.there.put(number);
    require(number, state.back.take());
  }

  private static void require(int expected, int found) {
    if (expected != found) {
      throw new IllegalStateException("expected " + expected + ", found " + found);
    }
  }
}
