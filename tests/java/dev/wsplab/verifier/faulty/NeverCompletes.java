package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;

/** Forgets to complete. */
@Breaks(
    value = Check.CLOSED_WHILE_PENDING,
    operations = {
      OperationCheck.NOT_COMPLETED_AT_CLEANUP,
      OperationCheck.NOT_COMPLETED_AT_CLOSE,
      OperationCheck.SUCCESS_WITHOUT_APC,
      OperationCheck.SUCCESS_WITHOUT_INDICATION
    })
public final class NeverCompletes extends CompletionFault {
  /** Changes this provider. */
  public NeverCompletes(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return CallResult.OK;
  }

  @Override
  protected void complete(SystemIo.SystemCompletion completion) {
    // forgotten
  }
}
