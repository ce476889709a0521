package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;

/** Does not reset the event when an operation starts. */
@Breaks(operations = OperationCheck.EVENT_NOT_RESET)
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
