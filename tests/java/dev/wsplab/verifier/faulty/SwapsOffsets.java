package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;

/** Stores the error in Offset and the flags in OffsetHigh. */
@Breaks(operations = OperationCheck.OFFSETS_SWAPPED)
public final class SwapsOffsets extends CompletionFault {
  /** Changes this provider. */
  public SwapsOffsets(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    overlapped.storeOffsets(overlapped.offsetHigh(), overlapped.offset());
    return super.complete(s, overlapped, error, bytes);
  }
}
