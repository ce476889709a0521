package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;

/** Leaves pending operations as they are in its WSPCleanup. */
public final class CleansUpNothing extends CompletionFault {
  /** Changes this provider. */
  public CleansUpNothing(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public CallResult wspCleanup() {
    return CallResult.OK;
  }
}
