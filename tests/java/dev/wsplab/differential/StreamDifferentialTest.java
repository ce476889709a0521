package dev.wsplab.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.jna.Platform;
import dev.wsplab.Winsock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random script on the base over the system's sockets, on the base in memory, and on the
 * system directly: data, counts and classes of errors agree. {@code -Dwsplab.scale} says how many.
 */
class StreamDifferentialTest {
  private static final int STEPS = 200;
  private static final int SCRIPTS = 1_000;

  /** Seeds on which somebody once disagreed. */
  @ParameterizedTest
  @ValueSource(longs = {1})
  void givenScriptThatOnceDiffered_whenEachSystemRunsIt_thenTheyAgree(long seed) {
    compare(seed);
  }

  @Test
  void givenRandomScripts_whenEachSystemRunsThem_thenTheyAgree() {
    double scale = Double.parseDouble(System.getProperty("wsplab.scale", "0.02"));
    for (long seed = 100; seed < 100 + Math.max(3, SCRIPTS * scale); seed++) {
      compare(seed);
    }
  }

  private static void compare(long seed) {
    assumeFalse(Platform.isMac(), "addresses lie differently there");
    List<String> system = run(seed, SystemSockets::new);
    assertSame(
        "tcp, seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(TcpProvider.loopbackOnly()))),
        system);
    assertSame(
        "loopback, seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(LoopbackProvider.builder().build()))),
        system);
  }

  /** Shows the first step on which they differ, and what came before. */
  private static void assertSame(String who, List<String> ours, List<String> system) {
    int same = 0;
    while (same < Math.min(ours.size(), system.size()) && ours.get(same).equals(system.get(same))) {
      same++;
    }
    int from = Math.max(0, same - 20);
    assertThat(ours.subList(from, Math.min(same + 1, ours.size())))
        .as("%s, against the system", who)
        .isEqualTo(system.subList(from, Math.min(same + 1, system.size())));
    assertThat(ours).hasSameSizeAs(system);
  }

  private static StreamSockets ours(Winsock.Builder builder) {
    return new OurSockets(builder.build());
  }

  private static List<String> run(long seed, Supplier<StreamSockets> made) {
    try (StreamSockets sockets = made.get()) {
      return new StreamScript(seed, sockets).run(STEPS);
    }
  }
}
