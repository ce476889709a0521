package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.UserApc;
import dev.wsplab.verifier.OperationCheck;

/** Calls routines where it finds out that the operation has ended. */
@Breaks(operations = {OperationCheck.ROUTINE_INLINE, OperationCheck.ROUTINE_OUTSIDE_WAIT})
public final class RoutineAtOnce extends CompletionFault {
  /** Changes this provider. */
  public RoutineAtOnce(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    apc.run(context);
    return CallResult.OK;
  }
}
