package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;

/** A layer that closes its handle before what is pending has ended (WPU-CLOSE-3). */
@Breaks(
    value = {Check.CLOSED_TWICE, Check.CLOSED_WHILE_PENDING},
    operations = OperationCheck.NOT_COMPLETED_AT_CLOSE)
public final class ClosesWhilePending extends LayeredProvider {

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    upcalls().wpuCloseSocketHandle(s);
    return CallResult.OK;
  }
}
