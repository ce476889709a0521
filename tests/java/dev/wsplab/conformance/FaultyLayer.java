package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A correct layer that is changed in one place, by overriding one of these methods. */
class FaultyLayer extends ForwardingProvider {
  /** The correct one. */
  static final class PassThrough extends LayeredProvider {}

  private volatile Upcalls given;
  private volatile Ws2Exports ws2;

  FaultyLayer() {
    super(new PassThrough());
  }

  FaultyLayer(ServiceProvider provider) {
    super(provider);
  }

  /** The exports, unchanged. */
  final Ws2Exports ws2() {
    return ws2;
  }

  /** The upcalls, unchanged. */
  final Upcalls given() {
    return given;
  }

  CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return ws2.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
  }

  BoolResult resetEvent(EventHandle event) {
    return given.wpuResetEvent(event);
  }

  CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    return given.wpuQueueApc(threadId, apc, context);
  }

  TransferResult recv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  public final TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return recv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  protected final Upcalls upcallsFor(Upcalls upcalls) {
    given = upcalls;
    return new ForwardingUpcalls(upcalls) {
      @Override
      public BoolResult wpuResetEvent(EventHandle event) {
        return resetEvent(event);
      }

      @Override
      public CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context) {
        return queueApc(threadId, apc, context);
      }
    };
  }

  @Override
  protected final Ws2Exports exportsFor(Ws2Exports exports) {
    ws2 = exports;
    return new ForwardingExports(exports) {
      @Override
      public CallResult wpuCompleteOverlappedRequest(
          SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
        return complete(s, overlapped, error, bytes);
      }
    };
  }
}
