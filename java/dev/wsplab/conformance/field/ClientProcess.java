package dev.wsplab.conformance.field;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Runs a client in a process of its own. */
@FunctionalInterface
public interface ClientProcess {
  /**
   * Runs it once, to its end. In the process, {@link ProcessEnvironment#begin} is given the label
   * and the file.
   *
   * @param label label of the layer, or {@link LayerRun#BARE}
   * @param report what the process writes at its end
   * @param limit how long it may take
   * @return its status; 0: it is content
   * @throws TimeoutException when it took longer, and was ended
   * @throws IOException when it cannot be started; the message becomes what went wrong
   * @throws InterruptedException when the calling thread is interrupted
   */
  int run(String label, Path report, Duration limit)
      throws IOException, TimeoutException, InterruptedException;
}
