package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ServiceProvider;

/** Does not reset the event when an operation starts. */
public final class LeavesEventSet extends CompletionFault {
  /** Changes this provider. */
  public LeavesEventSet(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected BoolResult resetEvent(EventHandle event) {
    return BoolResult.TRUE;
  }
}
