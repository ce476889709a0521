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

/** Gives the routine a structure of its own. */
@Breaks(operations = OperationCheck.ROUTINE_GETS_OTHER_STRUCTURE)
public final class RoutineGetsAnotherStructure extends CompletionFault {
  private final Overlapped own;

  /** Changes this provider. */
  public RoutineGetsAnotherStructure(ServiceProvider correct, Overlapped own) {
    super(correct);
    this.own = own;
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    CompletionRoutine wrong =
        (error, bytes, structure, flag) -> routine.completed(error, bytes, own, flag);
    return super.wspRecv(s, buffers, flags, overlapped, routine == null ? null : wrong, threadId);
  }
}
