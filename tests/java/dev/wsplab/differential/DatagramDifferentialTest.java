package dev.wsplab.differential;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.jna.Platform;
import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random script of datagrams on the base over the system's sockets, on the base in memory,
 * and on the system directly: data, counts and classes of errors agree. {@code -Dwsplab.scale} says
 * how many.
 */
class DatagramDifferentialTest {
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
    for (long seed = 100; seed < 100 + Comparison.scripts(SCRIPTS); seed++) {
      compare(seed);
    }
  }

  private static void compare(long seed) {
    assumeFalse(Platform.isMac(), "addresses lie differently there");
    List<String> system = run(seed, SystemDatagrams::new);
    Comparison.assertSame(
        "tcp, seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(TcpProvider.loopbackOnly()))),
        system);
    Comparison.assertSame(
        "loopback, seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(LoopbackProvider.builder().build()))),
        system);
  }

  private static DatagramSockets ours(WinsockBuilder builder) {
    return new OurDatagrams(builder.build());
  }

  private static List<String> run(long seed, Supplier<DatagramSockets> made) {
    try (DatagramSockets sockets = made.get()) {
      return new DatagramScript(seed, sockets).run(STEPS);
    }
  }
}
