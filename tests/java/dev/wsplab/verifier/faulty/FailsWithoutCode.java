package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.Check;

/** A layer that forgets the code of a failure (WSP-ERR-2). */
@Breaks(Check.RESULT_MISFIT)
public final class FailsWithoutCode extends LayeredProvider {

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    AddressResult result = super.wspGetPeerName(s);
    return result.returnValue() == 0 ? result : new AddressResult(Winsock2.SOCKET_ERROR, 0, null);
  }
}
