package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.UserApc;
import dev.wsplab.verifier.OperationCheck;

/** Queues the APC of each operation twice. */
@Breaks(operations = OperationCheck.ROUTINE_TWICE)
public final class RoutineTwice extends CompletionFault {
  /** Changes this provider. */
  public RoutineTwice(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    super.queueApc(threadId, apc, context);
    return super.queueApc(threadId, apc, context);
  }
}
