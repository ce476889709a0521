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

/** A layer that opens the thread of each send and does not close it (WPU-THREAD-2). */
@Breaks(Check.THREAD_NOT_CLOSED)
public final class LeavesThreadOpen extends LayeredProvider {

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    upcalls().wpuOpenCurrentThread();
    return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
  }
}
