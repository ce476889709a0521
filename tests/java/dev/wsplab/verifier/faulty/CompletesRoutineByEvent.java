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

/** Completes operations with a routine as if they had none. */
@Breaks(operations = OperationCheck.ROUTINE_BY_EVENT)
public final class CompletesRoutineByEvent extends CompletionFault {
  /** Changes this provider. */
  public CompletesRoutineByEvent(ServiceProvider correct) {
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
    return super.wspRecv(s, buffers, flags, overlapped, null, threadId);
  }
}
