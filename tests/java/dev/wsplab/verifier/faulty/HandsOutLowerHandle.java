package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.verifier.Check;

/** A layer that hands out the handle of the provider below as it is (WPU-GEN-5). */
@Breaks(Check.HANDLE_NOT_REGISTERED)
public final class HandsOutLowerHandle extends LayeredProvider {

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    SocketResult made = super.wspSocket(family, type, protocol, protocolInfo, group, flags);
    return made.succeeded() ? SocketResult.of(lowerSocket(made.socket())) : made;
  }
}
