package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Completes receives only when it is told to. */
@Breaks(value = Check.UPCALL_AFTER_CLEANUP, operations = OperationCheck.COMPLETED_AFTER_CLEANUP)
public final class CompletesAfterCleanup extends CompletionFault {
  /** Changes this provider. */
  public CompletesAfterCleanup(ServiceProvider correct) {
    super(correct);
  }

  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    later.add(() -> super.complete(s, overlapped, error, bytes));
    return CallResult.OK;
  }

  /** Completes what was to be completed before. */
  public void now() {
    for (Runnable next = later.poll(); next != null; next = later.poll()) {
      next.run();
    }
  }
}
