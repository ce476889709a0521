package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A provider whose overlapped functions are followed by a {@link TransferBorder}. */
final class TransferProvider extends ForwardingProvider {
  private final TransferBorder border;
  private final String name;

  TransferProvider(TransferBorder border, String name, ServiceProvider provider) {
    super(provider);
    this.border = border;
    this.name = name;
  }

  @Override
  protected Ws2Exports exportsFor(Ws2Exports exports) {
    SystemIo io = new FollowedSystemIo(exports.systemIo());
    return new ForwardingExports(exports) {
      @Override
      public CallResult wpuCompleteOverlappedRequest(
          SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
        if (overlapped != null) {
          border.finished(overlapped.address(), error, Integer.toUnsignedLong(bytes));
        }
        return super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
      }

      @Override
      public SystemIo systemIo() {
        return io;
      }
    };
  }

  private final class FollowedSystemIo extends ForwardingSystemIo {
    FollowedSystemIo(SystemIo io) {
      super(io);
    }

    @Override
    public void complete(SystemCompletion completion) {
      border.finished(
          completion.overlapped().address(),
          WsaStatus.errorOf(completion.ntStatus()),
          completion.bytes());
      super.complete(completion);
    }
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    Transfer t = starting(WspFunction.WSP_SEND, s, flags, overlapped, routine, buffers);
    return run(
        t,
        () -> super.wspSend(s, lent(t, buffers), flags, overlapped, followed(routine), threadId));
  }

  @Override
  public TransferResult wspSendTo(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Sockaddr to,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    Transfer t = starting(WspFunction.WSP_SEND_TO, s, flags, overlapped, routine, buffers);
    return run(
        t,
        () ->
            super.wspSendTo(
                s, lent(t, buffers), flags, to, overlapped, followed(routine), threadId));
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    Transfer t = starting(WspFunction.WSP_RECV, s, flags, overlapped, routine, buffers);
    return run(
        t,
        () -> super.wspRecv(s, lent(t, buffers), flags, overlapped, followed(routine), threadId));
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    Transfer t = starting(WspFunction.WSP_RECV_FROM, s, flags, overlapped, routine, buffers);
    return run(
        t,
        () ->
            super.wspRecvFrom(
                s,
                lent(t, buffers),
                flags,
                from,
                fromLength,
                overlapped,
                followed(routine),
                threadId));
  }

  @Override
  public TransferResult wspIoctl(
      SocketHandle s,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    Transfer t = starting(WspFunction.WSP_IOCTL, s, 0, overlapped, routine, null);
    return run(
        t,
        () ->
            super.wspIoctl(
                s, code, in, inLength, out, outLength, overlapped, followed(routine), threadId));
  }

  private Transfer starting(
      WspFunction function,
      SocketHandle s,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable WsaBuffers buffers) {
    return border.starting(
        name, origin(), function, s, flags, overlapped, routine != null, buffers);
  }

  private TransferResult run(Transfer transfer, Supplier<TransferResult> call) {
    TransferResult result;
    try {
      result = call.get();
    } catch (RuntimeException | Error e) {
      border.thrown(transfer);
      throw e;
    }
    border.returned(transfer, result);
    return result;
  }

  private static WsaBuffers lent(Transfer transfer, WsaBuffers given) {
    BufferLoan loan = transfer.loan();
    return loan == null ? given : loan.view();
  }

  private @Nullable CompletionRoutine followed(@Nullable CompletionRoutine routine) {
    if (routine == null) {
      return null;
    }
    return (error, bytes, overlapped, flags) -> {
      border.finished(overlapped.address(), error, Integer.toUnsignedLong(bytes));
      routine.completed(error, bytes, overlapped, flags);
    };
  }
}
