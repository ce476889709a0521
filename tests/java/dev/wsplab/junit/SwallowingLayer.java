package dev.wsplab.junit;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A faulty layer: says that a receive is pending, and forgets it. */
public final class SwallowingLayer extends LayeredProvider {
  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    if (overlapped == null) {
      return super.wspRecv(s, buffers, flags, null, routine, threadId);
    }
    overlapped.markPending();
    return TransferResult.failed(WsaError.WSA_IO_PENDING);
  }
}
