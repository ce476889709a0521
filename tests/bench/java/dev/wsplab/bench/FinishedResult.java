package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.WsaBuffers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row result: a provider is asked for the result of an operation that has finished. */
public class FinishedResult {
  private static final int BYTES = 5;

  /** A receive that has finished. */
  @State(Scope.Thread)
  public static class Ours {
    private final LoopbackProvider provider = LoopbackProvider.builder().nonIfs().build();
    private final Winsock winsock = Winsock.builder().base(provider).build();
    private final SocketPair pair = winsock.connectedPair();
    private final NativeBlock data = NativeBlock.allocate(BYTES);
    private final OverlappedBlock block = OverlappedBlock.allocate(1);
    private final Overlapped overlapped = block.overlapped();

    @Setup
    public void finish() {
      pair.client().startRecv(WsaBuffers.of(data), overlapped);
      pair.server().send(WsaBuffers.of(data));
    }

    @TearDown
    public void close() {
      pair.close();
      winsock.close();
      block.close();
      data.close();
    }
  }

  @Benchmark
  public int ours(Ours state) {
    return bytes(
        state.provider.wspGetOverlappedResult(
            state.pair.client().handle(), state.overlapped, false));
  }

  /** The same as a client asks, by the function of ws2_32. */
  @Benchmark
  public int client(Ours state) {
    return bytes(
        state
            .winsock
            .ws2_32()
            .wsaGetOverlappedResult(state.pair.client().handle(), state.overlapped, false));
  }

  private static int bytes(OverlappedResult result) {
    if (!result.returnValue() || result.bytes() != BYTES) {
      throw new IllegalStateException("expected " + BYTES + " bytes, found " + result);
    }
    return result.bytes();
  }

  @Benchmark
  public int peer() {
    return BareNatives.nothing(BYTES);
  }
}
