package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Its result query tells of a flag that it has not completed with. */
@Breaks(operations = OperationCheck.QUERY_DIFFERS)
public final class AnswersOtherFlags extends CompletionFault {
  /** Changes this provider. */
  public AnswersOtherFlags(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    OverlappedResult result = super.wspGetOverlappedResult(s, overlapped, wait);
    return result.returnValue()
        ? OverlappedResult.done(result.bytes(), result.flags() ^ Winsock2.MSG_PARTIAL)
        : result;
  }
}
