package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.OperationCheck;

/** A layer with captured handles that says of a started operation that it has failed. */
@Breaks(operations = OperationCheck.FAILED_BUT_STARTED_BELOW)
public final class FailsWhatWasPassedOn extends LowerFault {
  /** Changes this provider. */
  public FailsWhatWasPassedOn(ServiceProvider correct) {
    super(correct);
  }

  @Override
  protected TransferResult recvBelow(
      ServiceProvider lower, SocketHandle s, WsaBuffers buffers, int flags, Overlapped clients) {
    lower.wspRecv(s, buffers, flags, clients, null, null);
    return TransferResult.failed(WsaError.WSAENOBUFS);
  }
}
