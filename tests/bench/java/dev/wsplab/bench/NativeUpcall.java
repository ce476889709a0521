package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.NativeProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row upcall: a provider in C completes, and a client in C dequeues. */
public class NativeUpcall {
  private static final int BATCH = 1000;

  /** The two modules; the operations of the last invocation are started anew. */
  @State(Scope.Thread)
  public static class Ours {
    private final Winsock winsock =
        Winsock.builder()
            .base(NativeProvider.of(BareNatives.library("bench_base.so")), WaitingBase.protocols())
            .build();
    private final ClientModule client =
        winsock.loadApplication(BareNatives.library("bench_client.so"));

    @Setup
    public void open() {
      require("bench_open", 0, (int) client.call("bench_open", BATCH));
    }

    @Setup(Level.Invocation)
    public void start() {
      require("bench_start", BATCH, (int) client.call("bench_start"));
    }

    @TearDown
    public void close() {
      require("bench_close", 1, (int) client.call("bench_close"));
      client.close();
      winsock.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void ours(Ours state) {
    require("bench_run", BATCH, (int) state.client.call("bench_run"));
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void peer() {
    long sum = BareNatives.upcalls(BATCH);
    require("sum", BATCH * (BATCH + 1) / 2, (int) sum);
  }

  private static void require(String what, int expected, int found) {
    if (found != expected) {
      throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
    }
  }
}
