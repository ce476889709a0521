package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.OperationCheck;

/** A layer with captured handles that starts operations with structures of its own. */
@Breaks(operations = OperationCheck.OWN_STRUCTURE_IN_PACKET)
public final class SubstitutesOnACapturedHandle extends LowerFault {
  private final Overlapped own;

  /** Changes this layer. */
  public SubstitutesOnACapturedHandle(ServiceProvider correct, Overlapped own) {
    super(correct);
    this.own = own;
  }

  @Override
  protected TransferResult recvBelow(
      ServiceProvider lower, SocketHandle s, WsaBuffers buffers, int flags, Overlapped clients) {
    return lower.wspRecv(s, buffers, flags, own, null, null);
  }
}
