package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.UserApc;
import dev.wsplab.verifier.OperationCheck;

/** Calls routines in a thread of its own. */
@Breaks(operations = OperationCheck.ROUTINE_IN_WRONG_THREAD)
public final class RoutineInAnotherThread extends CompletionFault {
  /** Changes this provider. */
  public RoutineInAnotherThread(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    Thread thread = new Thread(() -> apc.run(context), "faulty-worker");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CallResult.OK;
  }
}
