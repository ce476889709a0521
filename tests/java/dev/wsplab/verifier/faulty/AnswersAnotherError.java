package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Its result query tells another error than it has completed with. */
@Breaks(operations = OperationCheck.QUERY_DIFFERS)
public final class AnswersAnotherError extends CompletionFault {
  /** Changes this provider. */
  public AnswersAnotherError(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    OverlappedResult result = super.wspGetOverlappedResult(s, overlapped, wait);
    return result.finished()
        ? OverlappedResult.finishedWith(WsaError.WSAENETDOWN.code(), result.flags())
        : result;
  }
}
