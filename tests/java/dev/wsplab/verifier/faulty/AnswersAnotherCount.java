package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Its result query counts one byte more than it has completed with. */
@Breaks(operations = OperationCheck.QUERY_DIFFERS)
public final class AnswersAnotherCount extends CompletionFault {
  /** Changes this provider. */
  public AnswersAnotherCount(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    OverlappedResult result = super.wspGetOverlappedResult(s, overlapped, wait);
    return result.returnValue()
        ? OverlappedResult.done(result.bytes() + 1, result.flags())
        : result;
  }
}
