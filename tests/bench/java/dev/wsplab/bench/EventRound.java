package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.WaitResult;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row event: one thread sets an event, waits for it and resets it. */
public class EventRound {
  /** A manual-reset event. */
  @State(Scope.Thread)
  public static class Ours {
    private final Winsock winsock = Winsock.builder().build();
    private final Kernel32 kernel32 = winsock.kernel32();
    private final EventHandle event = kernel32.createEvent(true, false);

    @TearDown
    public void close() {
      kernel32.closeHandle(event);
      winsock.close();
    }
  }

  /** The JDK's semaphore. */
  @State(Scope.Thread)
  public static class Peer {
    private final Semaphore semaphore = new Semaphore(0);
  }

  @Benchmark
  public void ours(Ours state) {
    state.kernel32.setEvent(state.event).orThrow("SetEvent");
    WaitResult waited =
        state.kernel32.waitForSingleObjectEx(state.event, Completions.INFINITE, false);
    if (waited.returnValue() != WaitResult.WAIT_OBJECT_0) {
      throw new IllegalStateException("not signalled: " + waited);
    }
    state.kernel32.resetEvent(state.event).orThrow("ResetEvent");
  }

  @Benchmark
  public void peer(Peer state) throws InterruptedException {
    state.semaphore.release();
    state.semaphore.acquire();
  }
}
