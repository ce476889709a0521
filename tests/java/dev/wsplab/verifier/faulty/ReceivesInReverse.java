package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Check;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A layer that starts two receives below in reverse order (WSP-IO-11). */
@Breaks(Check.STREAM_DISORDER)
public final class ReceivesInReverse extends LayeredProvider {

  private final List<Runnable> posted = new ArrayList<>();

  @Override
  public synchronized TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    if (overlapped == null) {
      return super.wspRecv(s, buffers, flags, null, routine, threadId);
    }
    WsaBuffers captured = buffers.capture();
    overlapped.markPending();
    posted.add(0, () -> super.wspRecv(s, captured, flags, overlapped, routine, threadId));
    if (posted.size() == 2) {
      posted.forEach(Runnable::run);
      posted.clear();
    }
    return TransferResult.PENDING;
  }
}
