package dev.wsplab.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Rows echo-1, echo-64k, layer, verifier and chain: an operation is a message that has come back.
 */
public class Echo {
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 16;

  /** Over the base in memory. */
  @State(Scope.Benchmark)
  public static class Ours {
    @Param("1")
    int bytes;

    @Param("0")
    int layers;

    @Param("off")
    String watch;

    private OurEcho echo;

    @Setup
    public void open() {
      echo = new OurEcho(CONNECTIONS, bytes, layers, watch);
    }

    @TearDown
    public void close() {
      echo.close();
    }
  }

  /** Over the system's sockets. */
  @State(Scope.Benchmark)
  public static class Peer {
    @Param("1")
    int bytes;

    private PeerEcho echo;

    @Setup
    public void open() throws Exception {
      echo = new PeerEcho(CONNECTIONS, bytes);
    }

    @TearDown
    public void close() throws IOException {
      echo.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS * ROUNDS)
  public void ours(Ours state) {
    state.echo.run(ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS * ROUNDS)
  public void peer(Peer state) throws InterruptedException {
    state.echo.run(ROUNDS);
  }
}
