package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.overlapped.Overlapped;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StructurePoolTest {
  private final StructurePool pool = new StructurePool();

  @Test
  void givenManyTaken_whenGivenBack_thenTheSameAreUsedAgain() {
    Set<Overlapped> taken = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      assertThat(taken.add(pool.take())).as("each is taken once").isTrue();
    }
    taken.forEach(pool::give);

    assertThat(taken).contains(pool.take());
    pool.close();
  }

  /** A call that runs into the layer's end still has its structure's memory. */
  @Test
  void givenTakenStructure_whenPoolIsClosed_thenItsMemoryStaysUntilItIsGivenBack() {
    Overlapped last = pool.take();
    pool.close();

    last.storeResult(1, 2);
    assertThat(last.offset()).isEqualTo(2);
    assertThat(pool.take()).as("nothing is taken any more").isNull();
    pool.give(last);
    pool.close();
  }
}
