package dev.wsplab.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/** WPU-COMPLETE-18, WIN-24, CANCEL-7: data arrives while the socket is being closed. */
@JCStressTest
@Outcome(id = "3 bytes, 3 bytes, true", expect = Expect.ACCEPTABLE, desc = "the data was first")
@Outcome(
    id = "error 1236, status c0000241, 0 bytes, true",
    expect = Expect.ACCEPTABLE,
    desc = "the close was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "told twice or never, or not what is in the structure")
@State
public class CompletionAgainstClose {
  private final Receiving receiving = Receiving.withPort();

  @Actor
  public void peer() {
    receiving.send();
  }

  @Actor
  public void closer() {
    receiving.sockets.server().close();
  }

  @Arbiter
  public void afterwards(LLZ_Result result) {
    result.r1 = receiving.packets();
    result.r2 = receiving.status();
    result.r3 = receiving.isOver();
    receiving.close();
  }
}
