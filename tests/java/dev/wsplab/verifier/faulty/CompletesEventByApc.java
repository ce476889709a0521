package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.OperationCheck;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Completes operations without a routine out of an APC of the thread that started them. */
@Breaks(operations = OperationCheck.EVENT_BY_APC)
public final class CompletesEventByApc extends CompletionFault {
  /** Changes this provider. */
  public CompletesEventByApc(ServiceProvider correct) {
    super(correct);
  }

  private final Map<Long, ThreadId> threads = new ConcurrentHashMap<>();

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    threads.put(overlapped.address(), threadId);
    return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    ThreadId thread = threads.get(overlapped.address());
    return queueApc(thread, context -> super.complete(s, overlapped, error, bytes), 0);
  }
}
