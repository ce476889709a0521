package dev.wsplab.load;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A message that goes through a layer and is told by a port, on a connection that stays. */
final class RoundTrip implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Winsock winsock = Winsock.builder().layer(new LayeredProvider() {}).build();
  private final CompletionPort port = winsock.completionPort();
  private final SocketPair sockets = winsock.connectedPair();
  private final OverlappedBlock structure = OverlappedBlock.allocate(1);
  private final NativeBlock room = NativeBlock.allocate(1);
  private final NativeBlock data = NativeBlock.allocate(1);
  private final List<Long> taken = new ArrayList<>();

  RoundTrip() {
    port.associate(sockets.server().handle(), 1);
  }

  /** Makes one; returns how many operations that were. */
  int once() {
    long began = System.nanoTime();
    sockets.server().startRecv(WsaBuffers.of(room), structure.overlapped());
    sockets.client().send(WsaBuffers.of(data));
    int bytes = port.take(PATIENCE).orElseThrow().bytes();
    long nanos = System.nanoTime() - began;
    if (bytes != 1) {
      throw new AssertionError("received " + bytes + " bytes of 1");
    }
    synchronized (taken) {
      taken.add(nanos);
    }
    return 2;
  }

  /** How long those took that were made since the last time. */
  long[] taken() {
    synchronized (taken) {
      long[] nanos = taken.stream().mapToLong(Long::longValue).toArray();
      taken.clear();
      return nanos;
    }
  }

  int openHandles() {
    return winsock.openHandles();
  }

  @Override
  public void close() {
    sockets.close();
    port.close();
    winsock.close();
    structure.close();
    room.close();
    data.close();
  }
}
