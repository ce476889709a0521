package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;

/** A layer that closes its handle before what is pending has ended (WPU-CLOSE-3). */
public final class ClosesWhilePending extends LayeredProvider {

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    upcalls().wpuCloseSocketHandle(s);
    return CallResult.OK;
  }
}
