package dev.wsplab.stress;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * {@link BytesBeforeStatus} with the two stores swapped. Must fail: {@code scripts/stress} fails
 * when it does not, for then the other would not notice either.
 */
@JCStressTest
@Outcome(id = "-1, -1, 5", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "0, 5, 5", expect = Expect.ACCEPTABLE, desc = "published, with its bytes")
@Outcome(expect = Expect.FORBIDDEN, desc = "published without its bytes")
@State
public class SwappedStores {
  private final OverlappedBlock block = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = block.overlapped();

  public SwappedStores() {
    overlapped.markPending();
  }

  @Actor
  public void provider() {
    overlapped.storeInternal(0);
    overlapped.publish(BytesBeforeStatus.BYTES, 0);
  }

  @Actor
  public void client(JJJ_Result result) {
    BytesBeforeStatus.look(overlapped, result);
  }

  @Arbiter
  public void afterwards(JJJ_Result result) {
    result.r3 = overlapped.internalHigh();
    block.close();
  }
}
