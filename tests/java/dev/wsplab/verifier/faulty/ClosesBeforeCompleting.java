package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Closes the handle before it completes what the close has ended. */
@Breaks(value = Check.CLOSED_WHILE_PENDING, operations = OperationCheck.ON_A_CLOSED_SOCKET)
public final class ClosesBeforeCompleting extends CompletionFault {
  /** Changes this provider. */
  public ClosesBeforeCompleting(ServiceProvider correct) {
    super(correct);
  }

  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    if (error == 0) {
      return super.complete(s, overlapped, error, bytes);
    }
    later.add(() -> super.complete(s, overlapped, error, bytes));
    return CallResult.OK;
  }

  @Override
  protected CallResult closeHandle(SocketHandle s) {
    CallResult result = super.closeHandle(s);
    for (Runnable next = later.poll(); next != null; next = later.poll()) {
      next.run();
    }
    return result;
  }
}
