package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A correct layer that is changed in one place: how it calls the provider below. */
public abstract class LowerFault extends CompletionFault {

  /** Changes this layer. */
  protected LowerFault(ServiceProvider correct) {
    super(correct);
  }

  /** Starts a receive below. */
  protected abstract TransferResult recvBelow(
      ServiceProvider lower, SocketHandle s, WsaBuffers buffers, int flags, Overlapped own);

  @Override
  protected final Optional<ServiceProvider> load(Guid id) {
    return super.load(id).map(Below::new);
  }

  private final class Below extends ForwardingProvider {
    Below(ServiceProvider lower) {
      super(lower);
    }

    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      return overlapped == null
          ? super.wspRecv(s, buffers, flags, null, routine, threadId)
          : recvBelow(table(), s, buffers, flags, overlapped);
    }
  }
}
