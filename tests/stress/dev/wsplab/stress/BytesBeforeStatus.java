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
 * WPU-COMPLETE-9: who sees a final status sees the byte count. Writer and reader are the shim's own
 * stores and loads; the third result is what both saw once all was over.
 */
@JCStressTest
@Outcome(id = "-1, -1, 5", expect = Expect.ACCEPTABLE, desc = "not yet")
@Outcome(id = "0, 5, 5", expect = Expect.ACCEPTABLE, desc = "published, with its bytes")
@Outcome(expect = Expect.FORBIDDEN, desc = "published without its bytes")
@State
public class BytesBeforeStatus {
  static final long BYTES = 5;

  private final OverlappedBlock block = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = block.overlapped();

  public BytesBeforeStatus() {
    overlapped.markPending();
  }

  @Actor
  public void provider() {
    overlapped.publish(BYTES, 0);
  }

  @Actor
  public void client(JJJ_Result result) {
    look(overlapped, result);
  }

  @Arbiter
  public void afterwards(JJJ_Result result) {
    result.r3 = overlapped.internalHigh();
    block.close();
  }

  static void look(Overlapped overlapped, JJJ_Result result) {
    boolean pending = overlapped.isPending();
    result.r1 = pending ? -1 : 0;
    result.r2 = pending ? -1 : overlapped.internalHigh();
  }
}
