package dev.wsplab.conformance.field;

import java.time.Duration;
import java.util.List;

/**
 * How a client did over all layers.
 *
 * @param client what it is called
 * @param runs one without a layer, then one for each
 * @param duration of all
 */
public record ClientReport(String client, List<LayerRun> runs, Duration duration) {
  /**
   * Copies the runs.
   *
   * @param client what it is called
   * @param runs one without a layer, then one for each
   * @param duration of all
   */
  public ClientReport {
    runs = List.copyOf(runs);
  }

  /** {@return whether the client has passed over every layer, and without} */
  public boolean isGood() {
    return failed().isEmpty();
  }

  /** {@return the labels of the layers that it fails over; {@code bare} for none} */
  public List<String> failed() {
    return runs.stream().filter(run -> !run.passed()).map(LayerRun::label).toList();
  }

  /** {@return what a person reads: a line for each run, then what went wrong in each} */
  public String overview() {
    return new ClientOverview(this).text();
  }

  /** {@return the report as the XML that JUnit's Ant task writes: a test case for each run} */
  public String junitXml() {
    return ClientXml.of(this);
  }
}
