package dev.wsplab.bench;

import dev.wsplab.cli.Main;
import dev.wsplab.provider.LayeredProvider;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Row kit: the command {@code check} over the built-in layer, all scenarios, from the start of its
 * JVM to its end. The peer is a JVM that does nothing.
 */
public class Kit {
  /** The built-in layer as it is. */
  public static final class Passing extends LayeredProvider {}

  @Benchmark
  public String ours(FreshJvm jvm) throws IOException, InterruptedException {
    String output = jvm.run(Main.class, "check", Passing.class.getName());
    if (!output.contains("broken 0")) {
      throw new IllegalStateException("expected that nothing is broken, found " + output);
    }
    return output;
  }

  @Benchmark
  public String peer(FreshJvm jvm) throws IOException, InterruptedException {
    return jvm.run(NoCompletion.class);
  }
}
