package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Check;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer that says pending although it was given no structure (WSP-ERR-2). */
@Breaks(Check.RESULT_MISFIT)
public final class PendsWithoutStructure extends LayeredProvider {

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    TransferResult result = super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    return overlapped == null ? TransferResult.PENDING : result;
  }
}
