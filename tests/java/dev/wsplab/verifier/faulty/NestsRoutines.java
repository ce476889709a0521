package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.verifier.OperationCheck;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Queues routines without a look at those of the same socket that run. */
@Breaks(operations = OperationCheck.ROUTINES_NESTED)
public final class NestsRoutines extends CompletionFault {
  /** Changes this provider. */
  public NestsRoutines(ServiceProvider correct) {
    super(correct);
  }

  private final Map<Long, Runnable> queued = new ConcurrentHashMap<>();

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    if (routine != null) {
      queued.put(
          overlapped.address(),
          () ->
              queueApc(
                  threadId,
                  context -> routine.completed(0, (int) overlapped.internalHigh(), overlapped, 0),
                  0));
    }
    return super.wspRecv(s, buffers, flags, overlapped, null, threadId);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    Runnable queue = queued.remove(overlapped.address());
    if (queue == null) {
      return super.complete(s, overlapped, error, bytes);
    }
    overlapped.publish(bytes, WsaStatus.statusOf(error));
    queue.run();
    return CallResult.OK;
  }
}
