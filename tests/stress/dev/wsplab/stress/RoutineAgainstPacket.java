package dev.wsplab.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/**
 * WPU-APC-8, WIN-8, IOCP-EX-5: a thread that dequeues alertably is given a packet and a routine. It
 * sees each once, and the routine finds final fields.
 */
@JCStressTest
@Outcome(id = "3 bytes;, 1, true", expect = Expect.ACCEPTABLE, desc = "the routine, and the packet")
@Outcome(expect = Expect.FORBIDDEN, desc = "told twice or never, or not what is in the structure")
@State
public class RoutineAgainstPacket {
  private final Receiving receiving = Receiving.notStarted();

  // Both are the dequeuer's own.
  private final StringBuilder routines = new StringBuilder();
  private int packets;

  @Actor
  public void dequeuer() {
    receiving.start(
        (error, bytes, overlapped, flags) -> routines.append(receiving.status()).append(';'));
    while (routines.length() == 0 || packets == 0) {
      packets += receiving.takeAlertably();
    }
    packets += receiving.takeAlertably(0);
  }

  @Actor
  public void peer() {
    receiving.send();
    receiving.port.post(1, 1, null);
  }

  @Arbiter
  public void afterwards(LLZ_Result result) {
    result.r1 = routines.toString();
    result.r2 = packets;
    result.r3 = receiving.isOver();
    receiving.close();
  }
}
