package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;

/** Completes with an error that it has not stored. */
@Breaks(operations = OperationCheck.ERROR_NOT_STORED)
public final class StoresNoError extends CompletionFault {
  /** Changes this provider. */
  public StoresNoError(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    overlapped.storeResult(0, 0);
    return super.complete(s, overlapped, error, bytes);
  }
}
