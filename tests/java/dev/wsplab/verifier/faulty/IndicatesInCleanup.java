package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.OperationCheck;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Completes pending operations in its WSPCleanup with their notification. */
@Breaks(operations = OperationCheck.CLEANUP_INDICATED)
public final class IndicatesInCleanup extends CompletionFault {
  /** Changes this provider. */
  public IndicatesInCleanup(ServiceProvider correct) {
    super(correct);
  }

  private final Map<Overlapped, SocketHandle> pending = new ConcurrentHashMap<>();

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    pending.put(overlapped, s);
    return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  public CallResult wspCleanup() {
    pending.forEach(
        (overlapped, s) -> {
          int aborted = WsaError.WSA_OPERATION_ABORTED.code();
          overlapped.storeResult(aborted, 0);
          complete(s, overlapped, aborted, 0);
        });
    return super.wspCleanup();
  }
}
