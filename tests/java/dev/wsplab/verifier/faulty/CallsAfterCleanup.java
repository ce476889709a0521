package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.verifier.Check;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer whose timer goes on after its end (WSP-CLEAN-5). */
@Breaks(Check.UPCALL_AFTER_CLEANUP)
public final class CallsAfterCleanup extends LayeredProvider {

  private volatile @Nullable Upcalls kept;

  @Override
  public StartupResult wspStartup(
      int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
    kept = upcalls;
    return super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
  }

  /** The timer fires. */
  public void fire() {
    Upcalls upcalls = kept;
    if (upcalls != null) {
      upcalls.wpuPostMessage(0, 0, 0, 0);
    }
  }
}
