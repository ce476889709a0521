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
 * A faulty layer: says that a send has finished when it has only begun (WSP-IO-16): docs/check.md.
 */
public final class HastyLayer extends LayeredProvider {
  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    TransferResult result = super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    return result.isPending() ? TransferResult.done(0, 0) : result; // it will be sent anyway
  }
}
