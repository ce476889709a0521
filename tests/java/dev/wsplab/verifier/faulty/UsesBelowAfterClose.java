package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.Check;

/** A layer that shuts a connection down below after closing it (WSP-CLOSE-1). */
@Breaks(Check.USED_AFTER_CLOSE)
public final class UsesBelowAfterClose extends LayeredProvider {

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    ServiceProvider lower = lower(s);
    SocketHandle handle = lowerSocket(s);
    CallResult result = super.wspCloseSocket(s);
    if (lower != null) {
      lower.wspShutdown(handle, Winsock2.SD_BOTH);
    }
    return result;
  }
}
