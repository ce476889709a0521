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

/** Sets hEvent as soon as an operation is pending, with a routine too. */
@Breaks(operations = {OperationCheck.EVENT_OF_A_ROUTINE, OperationCheck.EVENT_SET_EARLY})
public final class SetsEventEarly extends CompletionFault {
  /** Changes this provider. */
  public SetsEventEarly(ServiceProvider correct) {
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
    upcalls().wpuSetEvent(overlapped.event());
    return result;
  }
}
