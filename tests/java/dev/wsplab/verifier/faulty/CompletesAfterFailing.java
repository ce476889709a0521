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

/** Says that a receive could not be started, and completes it when data come. */
@Breaks(operations = {OperationCheck.INDICATED_AFTER_FAILURE, OperationCheck.ROUTINE_AFTER_FAILURE})
public final class CompletesAfterFailing extends CompletionFault {
  /** Changes this provider. */
  public CompletesAfterFailing(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    return TransferResult.failed(WsaError.WSAENOBUFS);
  }
}
