package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Check;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A base provider that starts its sends later, with the array that it was called with (WSP-IO-7).
 */
@Breaks(Check.BUFFER_ARRAY_KEPT)
public final class KeepsSendArrayInBase extends ForwardingProvider {

  /** Over a correct one. */
  public KeepsSendArrayInBase() {
    super(LoopbackProvider.create());
  }

  private final List<Runnable> later = new CopyOnWriteArrayList<>();

  @Override
  public TransferResult wspSend(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    if (overlapped == null) {
      return super.wspSend(s, buffers, flags, null, routine, threadId);
    }
    overlapped.markPending();
    later.add(() -> super.wspSend(s, buffers, flags, overlapped, routine, threadId));
    return TransferResult.PENDING;
  }

  /** Starts them. */
  public void start() {
    later.forEach(Runnable::run);
    later.clear();
  }
}
