package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.verifier.Check;

/** A layer that closes its handle twice (WPU-CLOSE-2). */
@Breaks(Check.CLOSED_TWICE)
public final class ClosesTwice extends LayeredProvider {

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    CallResult result = super.wspCloseSocket(s);
    upcalls().wpuCloseSocketHandle(s);
    return result;
  }
}
