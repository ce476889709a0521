package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer that completes its own structure upward instead of the client's. */
@Breaks(
    value = Check.CLOSED_WHILE_PENDING,
    operations = {OperationCheck.NOT_COMPLETED_AT_CLOSE, OperationCheck.OWN_STRUCTURE_COMPLETED})
public final class LeaksItsStructure extends LowerFault {
  /** Changes this provider. */
  public LeaksItsStructure(ServiceProvider correct) {
    super(correct);
  }

  private volatile @Nullable Overlapped last;

  @Override
  protected TransferResult recvBelow(
      ServiceProvider lower, SocketHandle s, WsaBuffers buffers, int flags, Overlapped own) {
    last = own;
    return lower.wspRecv(s, buffers, flags, own, null, null);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return super.complete(s, last, error, bytes);
  }
}
