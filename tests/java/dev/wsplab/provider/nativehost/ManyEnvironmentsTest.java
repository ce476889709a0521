package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.load.Scale;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Environments one after another, at full size 2,000, each with a copy of a layer in C: what one
 * took, it gives back at its end.
 */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@Isolated // it counts what the whole process holds
class ManyEnvironmentsTest {
  private static final int PAGE = 4096;
  // The JVM's own memory moves by a few MiB, mostly its compilers'. At full size this is a page for
  // each environment.
  private static final long TOLERANCE = 8L << 20;
  private static final int ROUNDS = 4;

  private final int times = Scale.of(2000, 40);
  private final long limit = Math.max(TOLERANCE, (long) times * PAGE);

  @Test
  void givenEnvironmentsOneAfterAnother_whenEachIsClosed_thenNothingIsLeftOfThem() {
    use(times); // what is made once and kept is made now, and code is compiled
    // A leak grows in every round; what the JVM takes for itself meanwhile does not.
    List<String> growths = new ArrayList<>();
    boolean flat = false;
    for (int round = 0; round < ROUNDS && !flat; round++) {
      ProcessHoldings before = ProcessHoldings.now();
      use(times);
      ProcessHoldings after = ProcessHoldings.now();
      growths.add(times + " environments: " + after.since(before));
      System.out.println("before: " + before + "\n" + growths.get(round));
      flat = isFlat(before, after);
    }

    assertThat(flat).as("every round has left something: %s", growths).isTrue();
  }

  private boolean isFlat(ProcessHoldings before, ProcessHoldings after) {
    return after.sets() == before.sets()
        && after.handles() == before.handles()
        && before.folders().containsAll(after.folders())
        && after.modules() == before.modules()
        && after.files() == before.files()
        && after.mappings() - before.mappings() < times
        && after.resident() - before.resident() < limit
        && after.memory().nativeHeap() - before.memory().nativeHeap() < limit
        && after.memory().javaHeap() - before.memory().javaHeap() < limit;
  }

  private static void use(int times) {
    for (int i = 0; i < times; i++) {
      try (Winsock winsock = ThroughTest.environment("through");
          SocketPair pair = winsock.connectedPair()) {
        ThroughTest.exchange(pair);
      }
    }
  }
}
