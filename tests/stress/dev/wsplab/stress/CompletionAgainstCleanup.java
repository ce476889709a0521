package dev.wsplab.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/** WPU-COMPLETE-18, WSP-CLEAN-3: data arrives while the last {@code WSACleanup} ends all. */
@JCStressTest
@Outcome(id = "3 bytes, 3 bytes, true", expect = Expect.ACCEPTABLE, desc = "the data was first")
@Outcome(
    id = "nothing, status c0000120, 0 bytes, true",
    expect = Expect.ACCEPTABLE,
    desc = "the cleanup was first, silently")
@Outcome(expect = Expect.FORBIDDEN, desc = "told twice or never, or not what is in the structure")
@State
public class CompletionAgainstCleanup {
  private final Receiving receiving = Receiving.withPort();

  @Actor
  public void peer() {
    receiving.sendUnlessCleanedUp();
  }

  @Actor
  public void last() {
    receiving.winsock.ws2_32().wsaCleanup();
  }

  @Arbiter
  public void afterwards(LLZ_Result result) {
    result.r1 = receiving.packets();
    result.r2 = receiving.status();
    result.r3 = receiving.isOver();
    receiving.close();
  }
}
