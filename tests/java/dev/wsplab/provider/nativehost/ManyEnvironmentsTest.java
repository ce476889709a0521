package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.load.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Environments one after another, at full size 2,000, each with a copy of a layer in C: what one
 * took, it gives back at its end. They have a JVM of their own, where nobody else takes anything.
 */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class ManyEnvironmentsTest {
  private static final int ROUNDS = 4;

  /** The program of that JVM: ends with 0 when a round has left nothing. */
  public static final class Rounds {
    private static final int HALF_A_PAGE = 2048;
    // The JVM's own memory moves by as much.
    private static final long TOLERANCE = 4L << 20;

    private final int times = Scale.of(2000, 40);
    private final long limit = Math.max(TOLERANCE, (long) times * HALF_A_PAGE);

    public static void main(String[] arguments) {
      System.exit(new Rounds().run() ? 0 : 1);
    }

    /** A leak grows in every round; what the JVM takes for itself meanwhile does not. */
    private boolean run() {
      use(times); // what is made once and kept is made now, and code is compiled
      for (int round = 0; round < ROUNDS; round++) {
        ProcessHoldings before = ProcessHoldings.now();
        use(times);
        ProcessHoldings after = ProcessHoldings.now();
        System.out.println("before: " + before);
        System.out.println(times + " environments: " + after.since(before));
        if (isFlat(before, after)) {
          return true;
        }
      }
      return false;
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

  @Test
  void givenEnvironmentsOneAfterAnother_whenEachIsClosed_thenNothingIsLeftOfThem()
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // otherwise Java 25 warns
                "-XX:TieredStopAtLevel=1", // the other compiler takes and gives back many MiB
                "-cp",
                System.getProperty("java.class.path")));
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("wsplab.") || name.startsWith("jna.")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add(Rounds.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

    String said = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("environments: sets +0");
    System.out.print(said);
  }
}
