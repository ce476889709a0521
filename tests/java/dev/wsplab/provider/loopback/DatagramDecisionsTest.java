package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which datagrams are lost and which overtake is a function of the seed, for good. */
class DatagramDecisionsTest {
  private static final double QUARTER = 0.25;

  private static List<Integer> first40(IntPredicate decided) {
    return IntStream.range(0, 40).filter(decided).boxed().toList();
  }

  /** A seed that somebody has noted decides the same in every version. */
  @Test
  void givenNotedSeed_whenDecided_thenAsItWasWhenItWasNoted() {
    DatagramFaults noted = new DatagramFaults(42, QUARTER, QUARTER);
    DatagramFaults other = new DatagramFaults(-1, QUARTER, QUARTER);

    assertThat(first40(i -> noted.loses(50_000, i)))
        .containsExactly(0, 11, 12, 24, 26, 30, 31, 32, 36, 37);
    assertThat(first40(i -> noted.reorders(50_000, i)))
        .containsExactly(0, 6, 7, 10, 19, 20, 22, 29, 37);
    assertThat(first40(i -> other.loses(1, i)))
        .containsExactly(3, 4, 11, 13, 15, 17, 20, 23, 25, 27, 29, 36, 39);
    assertThat(first40(i -> other.reorders(1, i)))
        .containsExactly(1, 6, 12, 16, 18, 19, 30, 35, 36);
  }

  /** No chance: the seeds are fixed. */
  @ParameterizedTest
  @CsvSource({"42, 50000", "-1, 1", "0, 65535"})
  void givenShare_whenManyAreDecided_thenAboutThatShareIsHit(long seed, int port) {
    DatagramFaults faults = new DatagramFaults(seed, QUARTER, QUARTER);

    long lost = IntStream.range(0, 10_000).filter(i -> faults.loses(port, i)).count();
    long overtaking = IntStream.range(0, 10_000).filter(i -> faults.reorders(port, i)).count();

    assertThat(lost).isBetween(2_300L, 2_700L);
    assertThat(overtaking).isBetween(2_300L, 2_700L);
  }

  @Test
  void givenNoneAndAll_whenDecided_thenNoneAndAll() {
    DatagramFaults none = new DatagramFaults(7, 0, 0);
    DatagramFaults all = new DatagramFaults(7, 1, 1);

    assertThat(first40(i -> none.loses(1, i) || none.reorders(1, i))).isEmpty();
    assertThat(first40(i -> all.loses(1, i) && all.reorders(1, i))).hasSize(40);
  }
}
