package dev.wsplab.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/**
 * IOCP-CREATE-9, WIN-17: data arrives while the socket gets its port. Whoever comes later sees the
 * other.
 */
@JCStressTest
@Outcome(
    id = "3 bytes, 3 bytes, true",
    expect = Expect.ACCEPTABLE,
    desc = "the association was first")
@Outcome(id = "nothing, 3 bytes, true", expect = Expect.ACCEPTABLE, desc = "the data was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "told twice or never, or not what is in the structure")
@State
public class CompletionAgainstAssociation {
  private final Receiving receiving = Receiving.withoutPort();

  @Actor
  public void peer() {
    receiving.send();
  }

  @Actor
  public void associator() {
    receiving.port.associate(receiving.sockets.server().handle(), Receiving.KEY);
  }

  @Arbiter
  public void afterwards(LLZ_Result result) {
    result.r1 = receiving.packets();
    result.r2 = receiving.status();
    result.r3 = receiving.isOver();
    receiving.close();
  }
}
