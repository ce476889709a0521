package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Completes a send, and then says that it could not be started. */
@Breaks(operations = OperationCheck.COMPLETED_AND_FAILED)
public final class FailsAfterCompleting extends CompletionFault {
  /** Changes this provider. */
  public FailsAfterCompleting(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    return TransferResult.failed(WsaError.WSAENOBUFS);
  }
}
