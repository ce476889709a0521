package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;

/** Completes with an error that it has not stored. */
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
