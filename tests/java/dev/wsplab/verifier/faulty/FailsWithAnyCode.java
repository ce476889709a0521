package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Check;

/** A layer that fails with a code of another function (WSP-ERR-1). */
@Breaks(Check.UNDOCUMENTED_ERROR)
public final class FailsWithAnyCode extends LayeredProvider {

  @Override
  public CallResult wspListen(SocketHandle s, int backlog) {
    CallResult result = super.wspListen(s, backlog);
    return result.succeeded() ? result : CallResult.failed(WsaError.WSAECONNRESET);
  }
}
