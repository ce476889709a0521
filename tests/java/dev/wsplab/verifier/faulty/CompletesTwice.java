package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.verifier.OperationCheck;

/** Completes every operation twice. */
@Breaks(operations = OperationCheck.COMPLETED_TWICE)
public final class CompletesTwice extends CompletionFault {
  /** Changes this provider. */
  public CompletesTwice(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    super.complete(s, overlapped, error, bytes);
    return super.complete(s, overlapped, error, bytes);
  }

  @Override
  protected void complete(SystemIo.SystemCompletion completion) {
    super.complete(completion);
    super.complete(completion);
  }
}
