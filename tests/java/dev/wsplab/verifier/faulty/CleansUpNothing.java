package dev.wsplab.verifier.faulty;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;

/** Leaves pending operations as they are in its WSPCleanup. */
@Breaks(value = Check.HANDLE_LEAKED, operations = OperationCheck.NOT_COMPLETED_AT_CLEANUP)
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
