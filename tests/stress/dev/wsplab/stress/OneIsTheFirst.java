package dev.wsplab.stress;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.OperationState;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * WPU-COMPLETE-18, WPU-COMPLETE-19: of two completions one alone is the first, also while the
 * starting call says that it pends; the operation is complete and delivered once.
 */
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "the provider was first")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "the canceller was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none, or it is not over")
@State
public class OneIsTheFirst {
  private static final long PORT = 8;

  private final Operations operations = new Operations();
  // Never looked at: the register knows structures by their address only.
  private final Overlapped overlapped = Overlapped.at(0x1000);
  private final Operation operation =
      operations.start(OperationKind.RECV, new SocketHandle(4), overlapped, false, null);

  @Actor
  public void provider(ZZZ_Result result) {
    operations.pended(operation);
    result.r1 = operations.completing(overlapped, 0, 1, PORT) != null;
  }

  @Actor
  public void canceller(ZZZ_Result result) {
    result.r2 = operations.completing(overlapped, 995, 0, PORT) != null;
  }

  @Arbiter
  public void afterwards(ZZZ_Result result) {
    operations.notified(operation, true);
    operations.dequeued(overlapped.address(), 0, 1);
    result.r3 = operation.state() == OperationState.DELIVERED && operations.size() == 0;
  }
}
