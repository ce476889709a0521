package dev.wsplab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.verifier.faulty.CompletesTwice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several machines run what one would, and find what it would. */
@Timeout(300)
class FuzzShardTest {
  private static final long FIRST = 1_000_000;
  private static final int PARTS = 3;
  private static final int SEQUENCES = 4;

  private static Winsock faulty() {
    LoopbackProvider correct = LoopbackProvider.builder().nonIfs().build();
    return Winsock.builder().base(new CompletesTwice(correct), correct.entries()).build();
  }

  /** What is found with each seed; "nothing" where emulator and model agree. */
  private static Map<Long, String> found(FuzzShard shard, int sequences) {
    Fuzzer fuzzer = new Fuzzer(FuzzShardTest::faulty, false);
    Map<Long, String> found = new TreeMap<>();
    for (int i = 0; i < sequences; i++) {
      Fuzzer.Difference difference = fuzzer.run(shard.seed(i));
      found.put(shard.seed(i), difference == null ? "nothing" : difference.toString());
    }
    return found;
  }

  @Test
  void givenParts_whenEachIsRun_thenTogetherTheyFindWhatOneRunFinds() {
    Map<Long, String> together = new TreeMap<>();
    for (int part = 1; part <= PARTS; part++) {
      together.putAll(found(FuzzShard.of(FIRST, part + "/" + PARTS), SEQUENCES));
    }

    Map<Long, String> alone = found(FuzzShard.of(FIRST, "1/1"), PARTS * SEQUENCES);

    assertThat(together).isEqualTo(alone).hasSize(PARTS * SEQUENCES);
    assertThat(alone.values()).as("the provider is faulty").anyMatch(f -> !f.equals("nothing"));
  }

  @Test
  void givenParts_whenTheirSeedsAreListed_thenNoneIsLeftOutOrRunTwice() {
    List<Long> seeds = new ArrayList<>();
    for (int part = 1; part <= 5; part++) {
      for (int i = 0; i < 20; i++) {
        seeds.add(new FuzzShard(7, part, 5).seed(i));
      }
    }
    assertThat(seeds).doesNotHaveDuplicates().hasSize(100).allMatch(s -> s >= 7 && s < 107);
  }

  @Test
  void givenCalls_whenShared_thenTogetherTheyAreNotFewer() {
    assertThat(new FuzzShard(1, 1, 1).share(10)).isEqualTo(10);
    assertThat(new FuzzShard(1, 2, 3).share(10)).isEqualTo(4);
  }

  @Test
  void givenPartThatIsNone_whenRead_thenTheMessageSaysWhatIsExpected() {
    assertThatThrownBy(() -> FuzzShard.of(1, "4/3")).hasMessageContaining("from 1 to the number");
    assertThatThrownBy(() -> FuzzShard.of(1, "0/3")).hasMessageContaining("shard=0/3");
    assertThatThrownBy(() -> FuzzShard.of(1, "three")).hasMessageContaining("expected I/N");
  }
}
