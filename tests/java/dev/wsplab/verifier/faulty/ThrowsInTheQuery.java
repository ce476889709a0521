package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Its result query throws, whoever asks. */
@Breaks(value = Check.EXCEPTION_ESCAPED, operations = OperationCheck.QUERY_THREW)
public final class ThrowsInTheQuery extends CompletionFault {
  /** Changes this provider. */
  public ThrowsInTheQuery(ServiceProvider correct) {
    super(correct);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    throw new IllegalStateException("asked in the wrong thread");
  }
}
