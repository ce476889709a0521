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

/** Calls the routine while the structure says pending. */
@Breaks(operations = OperationCheck.PENDING_IN_ROUTINE)
public final class RoutineBeforeTheStatus extends CompletionFault {
  /** Changes this provider. */
  public RoutineBeforeTheStatus(ServiceProvider correct) {
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
    CompletionRoutine early =
        (error, bytes, structure, flag) -> {
          structure.markPending();
          routine.completed(error, bytes, structure, flag);
        };
    return super.wspRecv(s, buffers, flags, overlapped, routine == null ? null : early, threadId);
  }
}
