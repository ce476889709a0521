package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.TransferResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The extension functions of one provider, watched as its table is. */
final class BorderExtensions extends ForwardingExtensions {
  private final BorderProvider provider;

  BorderExtensions(BorderProvider provider) {
    this.provider = provider;
  }

  @Override
  protected TransferResult around(
      String function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      Call call) {
    return provider.transfer(function, s, overlapped, routine, null, call);
  }
}
