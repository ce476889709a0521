package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.UserApc;
import dev.wsplab.verifier.OperationCheck;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Puts off routines until it is told to call them, and keeps them over its WSPCleanup. */
@Breaks(operations = {OperationCheck.ROUTINE_AFTER_CLEANUP, OperationCheck.ROUTINE_OUTSIDE_WAIT})
public final class RoutineAfterCleanup extends CompletionFault {
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  /** Changes this provider. */
  public RoutineAfterCleanup(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    later.add(() -> apc.run(context));
    return CallResult.OK;
  }

  /** Calls what was to be called before. */
  public void now() {
    for (Runnable next = later.poll(); next != null; next = later.poll()) {
      next.run();
    }
  }
}
