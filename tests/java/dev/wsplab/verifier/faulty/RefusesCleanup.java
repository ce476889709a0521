package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Check;

/** A base provider that ends and says that it did not (WSP-CLEAN-1). */
@Breaks(Check.CLEANUP_REFUSED)
public final class RefusesCleanup extends ForwardingProvider {

  /** Over a correct one. */
  public RefusesCleanup() {
    super(LoopbackProvider.create());
  }

  @Override
  public CallResult wspCleanup() {
    super.wspCleanup();
    return CallResult.failed(WsaError.WSAENETDOWN);
  }
}
