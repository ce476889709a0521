package example;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A faulty layer: waits for each send inside of the call that began it (WSP-IO-2): docs/hangs.md.
 */
public final class OrderingLayer extends LayeredProvider {
  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    TransferResult result = super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    if (result.isPending() && overlapped != null) {
      wspGetOverlappedResult(s, overlapped, true); // one send at a time
    }
    return result;
  }
}
