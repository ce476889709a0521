package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes byte count and flags when a receive is pending. */
@Breaks(operations = {OperationCheck.COUNT_WHEN_PENDING, OperationCheck.FLAGS_WHEN_PENDING})
public final class WritesCountWhenPending extends CompletionFault {
  /** Changes this provider. */
  public WritesCountWhenPending(ServiceProvider correct) {
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
    TransferResult result = super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    return result.isPending()
        ? new TransferResult(result.returnValue(), result.errno(), 5, 8)
        : result;
  }
}
