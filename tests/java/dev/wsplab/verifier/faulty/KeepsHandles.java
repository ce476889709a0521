package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.verifier.Check;

/** A layer that never closes its handles (WSP-CLOSE-5, WSP-CLEAN-4). */
@Breaks({Check.HANDLE_LEAKED, Check.HANDLE_NOT_CLOSED})
public final class KeepsHandles extends LayeredProvider {

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    return super.wspStartup(versionRequested, protocolInfo, new Keeping(upcalls), exports);
  }

  private static final class Keeping extends ForwardingUpcalls {
    Keeping(Upcalls upcalls) {
      super(upcalls);
    }

    @Override
    public CallResult wpuCloseSocketHandle(SocketHandle s) {
      return CallResult.OK;
    }
  }
}
