package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;

/** Stores the final status before it completes. */
@Breaks(operations = OperationCheck.PUBLISHED_TOO_SOON)
public final class ClearsInternal extends CompletionFault {
  /** Changes this provider. */
  public ClearsInternal(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    overlapped.storeInternal(0);
    return super.complete(s, overlapped, error, bytes);
  }
}
