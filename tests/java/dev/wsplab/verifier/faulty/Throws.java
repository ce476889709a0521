package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.verifier.Check;

/** A layer that throws where it should fail (WSP-ERR-3). */
@Breaks(Check.EXCEPTION_ESCAPED)
public final class Throws extends LayeredProvider {

  @Override
  public CallResult wspShutdown(SocketHandle s, int how) {
    CallResult result = super.wspShutdown(s, how);
    if (!result.succeeded()) {
      throw new IllegalStateException("shutdown");
    }
    return result;
  }
}
