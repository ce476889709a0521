package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer that starts operations below with the client's structure. */
@Breaks(operations = OperationCheck.STRUCTURE_PASSED_DOWN)
public final class PassesStructureDown extends LowerFault {
  /** Changes this provider. */
  public PassesStructureDown(ServiceProvider correct) {
    super(correct);
  }

  private volatile @Nullable Overlapped clients;

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    clients = overlapped;
    return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  protected TransferResult recvBelow(
      ServiceProvider lower, SocketHandle s, WsaBuffers buffers, int flags, Overlapped own) {
    return lower.wspRecv(s, buffers, flags, clients, null, null);
  }
}
