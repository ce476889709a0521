package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.verifier.OperationCheck;

/** Writes another byte count after it has completed. */
@Breaks(operations = {OperationCheck.CHANGED_AFTER_COMPLETION, OperationCheck.QUERY_DIFFERS})
public final class CountsLate extends CompletionFault {
  /** Changes this provider. */
  public CountsLate(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    CallResult result = super.complete(s, overlapped, error, bytes);
    overlapped.publish(bytes + 1L, WsaStatus.statusOf(error));
    return result;
  }
}
