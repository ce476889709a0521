package dev.wsplab.differential;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Winsock2;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random script on the base over the system's sockets, on the base in memory, and on the
 * system directly: data, counts and classes of errors agree. {@code -Dwsplab.scale} says how many.
 */
class StreamDifferentialTest {
  private static final int STEPS = 200;
  private static final int SCRIPTS = 1_000;

  /**
   * Seeds on which somebody once disagreed: 1 about select for urgent data that is inline, 100
   * about receiving urgent data that is not there ({@link Difference#NOTHING_URGENT}).
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 100})
  void givenScriptThatOnceDiffered_whenEachSystemRunsIt_thenTheyAgree(long seed) {
    compare(seed, Winsock2.AF_INET);
  }

  @ParameterizedTest
  @ValueSource(ints = {Winsock2.AF_INET, Winsock2.AF_INET6})
  void givenRandomScripts_whenEachSystemRunsThem_thenTheyAgree(int family) {
    assumeTrue(canBind(family), "this machine has no loopback address of IPv6");
    for (long seed = 100; seed < 100 + Comparison.scripts(SCRIPTS); seed++) {
      compare(seed, family);
    }
  }

  private static boolean canBind(int family) {
    try (StreamSockets system = new SystemStreams(family)) {
      return system.bound(0).failure() == Failure.NONE;
    }
  }

  private static void compare(long seed, int family) {
    assumeFalse(Platform.isMac(), "addresses lie differently there");
    List<String> system = run(seed, () -> new SystemStreams(family));
    Comparison.assertSame(
        "tcp, family " + family + ", seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(TcpProvider.loopbackOnly()), family)),
        system);
    Comparison.assertSame(
        "loopback, family " + family + ", seed " + seed,
        run(seed, () -> ours(Winsock.builder().base(LoopbackProvider.builder().build()), family)),
        system);
  }

  private static StreamSockets ours(WinsockBuilder builder, int family) {
    return new OurStreams(builder.build(), family);
  }

  private static List<String> run(long seed, Supplier<StreamSockets> made) {
    try (StreamSockets sockets = made.get()) {
      return new StreamScript(seed, sockets).run(STEPS);
    }
  }
}
