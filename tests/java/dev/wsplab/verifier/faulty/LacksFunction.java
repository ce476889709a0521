package dev.wsplab.verifier.faulty;

import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.verifier.Check;
import java.util.Set;

/** A base provider with a hole in its table (LAY-PT-2). */
@Breaks(Check.INCOMPLETE_TABLE)
public final class LacksFunction extends ForwardingProvider {

  /** Over a correct one. */
  public LacksFunction() {
    super(LoopbackProvider.create());
  }

  @Override
  public Set<WspFunction> missingFunctions() {
    return Set.of(WspFunction.WSP_JOIN_LEAF);
  }
}
