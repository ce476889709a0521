package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;

/** Completes a structure that it was never given. */
@Breaks(operations = OperationCheck.NEVER_STARTED)
public final class CompletesAnUnknownStructure extends CompletionFault {
  private final Overlapped other;

  /** Changes this provider. */
  public CompletesAnUnknownStructure(ServiceProvider correct, Overlapped other) {
    super(correct);
    this.other = other;
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    super.complete(s, other, error, bytes);
    return super.complete(s, overlapped, error, bytes);
  }
}
