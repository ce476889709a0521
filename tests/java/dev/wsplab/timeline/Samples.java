package dev.wsplab.timeline;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Real recordings to draw. */
final class Samples {
  private static final Duration LONG = Duration.ofSeconds(20);

  private Samples() {}

  /** A layer that passes everything on. */
  static final class PlainLayer extends LayeredProvider {}

  /** Leaves a thread open, which belongs to no operation. */
  static final class ForgetfulLayer extends LayeredProvider {
    @Override
    public CallResult wspCloseSocket(SocketHandle s) {
      upcalls().wpuOpenCurrentThread();
      return super.wspCloseSocket(s);
    }
  }

  /** Breaks WSP-IO-16: says that a receive has finished when it has only begun. */
  static final class HastyLayer extends LayeredProvider {
    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
      return result.isPending() ? TransferResult.done(0, 0) : result;
    }
  }

  /**
   * Three operations through a layer: a receive that waits, the send that ends it, and a receive
   * that ends with its socket; all told by a port.
   */
  static Timeline three(String title, LayeredProvider layer) {
    Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(layer)
            .verify(Verifier.Mode.REPORT)
            .stacks()
            .build();
    try (winsock;
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structures = OverlappedBlock.allocate(3)) {
      port.associate(sockets.server().handle(), 42);
      port.associate(sockets.client().handle(), 43);
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped(0));
      sockets.client().startSend(WsaBuffers.of(hello), structures.overlapped(1));
      port.take(LONG);
      port.take(LONG);
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped(2));
      sockets.server().close();
      port.take(LONG);
    }
    return winsock.timeline(title);
  }

  /**
   * Many operations: receives and sends on several connections, told by one port.
   *
   * @param count how many, a multiple of 2
   * @param pairs how many connections
   */
  static Timeline many(int count, int pairs) {
    try (Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(new PlainLayer())
            .record(count * 18 + 1000)
            .build()) {
      List<SocketPair> all = new ArrayList<>();
      try (CompletionPort port = winsock.completionPort();
          NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
          NativeBlock room = NativeBlock.allocate(64);
          OverlappedBlock structures = OverlappedBlock.allocate(2 * pairs)) {
        for (int i = 0; i < pairs; i++) {
          SocketPair pair = winsock.connectedPair();
          all.add(pair);
          port.associate(pair.server().handle(), 2 * i);
          port.associate(pair.client().handle(), 2 * i + 1);
        }
        for (int done = 0; done < count; ) {
          int now = Math.min(pairs, (count - done) / 2);
          for (int i = 0; i < now; i++) {
            all.get(i).server().startRecv(WsaBuffers.of(room), structures.overlapped(2 * i));
          }
          for (int i = 0; i < now; i++) {
            all.get(i).client().startSend(WsaBuffers.of(hello), structures.overlapped(2 * i + 1));
          }
          for (int i = 0; i < 2 * now; i++) {
            port.take(LONG).orElseThrow();
          }
          done += 2 * now;
        }
      } finally {
        all.forEach(SocketPair::close);
      }
      return winsock.timeline(count + " operations");
    }
  }
}
