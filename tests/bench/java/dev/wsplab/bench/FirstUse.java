package dev.wsplab.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Row first-use: from the start of a fresh JVM to its end, with one completion between. The peer is
 * a JVM that does nothing.
 */
public class FirstUse {
  @Benchmark
  public String ours(FreshJvm jvm) throws IOException, InterruptedException {
    return jvm.run(FirstCompletion.class);
  }

  @Benchmark
  public String peer(FreshJvm jvm) throws IOException, InterruptedException {
    return jvm.run(NoCompletion.class);
  }
}
