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

/** Tells the routine one byte more than the structure. */
@Breaks(
    operations = {
      OperationCheck.QUERY_DIFFERS,
      OperationCheck.ROUTINE_AND_COMPLETION_DIFFER,
      OperationCheck.ROUTINE_AND_STRUCTURE_DIFFER
    })
public final class RoutineCountsOneMore extends CompletionFault {
  /** Changes this provider. */
  public RoutineCountsOneMore(ServiceProvider correct) {
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
    CompletionRoutine more =
        (error, bytes, structure, flag) -> routine.completed(error, bytes + 1, structure, flag);
    return super.wspRecv(s, buffers, flags, overlapped, routine == null ? null : more, threadId);
  }
}
