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

/** A layer that counts more than it received (WSP-IO-20). */
@Breaks(Check.TOO_MANY_BYTES)
public final class CountsTooMuch extends LayeredProvider {

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    TransferResult result = super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    return result.succeeded() ? TransferResult.done(result.bytes() + 1000, result.flags()) : result;
  }
}
