package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every decision is a function of seed, socket and operation. */
class DelayTest {
  private static List<Delay> delays(long seed) {
    Chance chance = new Chance(seed);
    return IntStream.range(0, 1000).mapToObj(i -> Delay.of(chance, i % 10 + 1, i)).toList();
  }

  @Test
  void givenTheSameSeed_whenAskedAgain_thenTheSameDelays() {
    assertThat(delays(7)).isEqualTo(delays(7)).isNotEqualTo(delays(8));
  }

  /** What happened before changes nothing. */
  @Test
  void givenOneOperation_whenOthersWereAskedForBefore_thenItsDelayIsTheSame() {
    Chance chance = new Chance(7);
    Delay alone = Delay.of(chance, 3, 5);
    LongStream.range(0, 100).forEach(i -> Delay.of(chance, i, i));

    assertThat(Delay.of(chance, 3, 5)).isEqualTo(alone);
    assertThat(Delay.of(chance, 5, 3)).as("the other way round").isNotEqualTo(alone);
  }

  @Test
  void givenManyOperations_whenAsked_thenOneInFourComesAtOnceAndTheRestWithinTheBounds() {
    List<Delay> all = delays(42);
    long none = all.stream().filter(Delay::isNone).count();

    assertThat(none).isBetween(200L, 300L);
    assertThat(all.stream().filter(d -> !d.isNone()).map(Delay::entries).distinct())
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    assertThat(
            all.stream()
                .filter(d -> !d.isNone())
                .map(d -> TimeUnit.NANOSECONDS.toMicros(d.nanos())))
        .allMatch(micros -> micros >= 200 && micros <= 3000);
  }
}
