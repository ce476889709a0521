package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.verifier.Check;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A base provider that counts a socket too many (WSP-SELECT-1). */
@Breaks(Check.SELECT_COUNT)
public final class MiscountsSelect extends ForwardingProvider {

  /** Over a correct one. */
  public MiscountsSelect() {
    super(LoopbackProvider.create());
  }

  @Override
  public CountResult wspSelect(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return CountResult.of(super.wspSelect(read, write, except, timeout).returnValue() + 1);
  }
}
