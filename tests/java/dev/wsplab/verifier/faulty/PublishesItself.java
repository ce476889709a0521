package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.verifier.OperationCheck;

/** Stores the final status itself and tells nobody. */
@Breaks(operations = OperationCheck.FINISHED_WITHOUT_INDICATION)
public final class PublishesItself extends CompletionFault {
  /** Changes this provider. */
  public PublishesItself(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    overlapped.publish(bytes, WsaStatus.statusOf(error));
    return CallResult.OK;
  }
}
