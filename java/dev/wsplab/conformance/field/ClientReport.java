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
  /** Copies the runs. */
  public ClientReport {
    runs = List.copyOf(runs);
  }

  /** Returns whether the client has passed over every layer, and without. */
  public boolean isGood() {
    return failed().isEmpty();
  }

  /** Returns the labels of the layers that it fails over; {@code bare} for none. */
  public List<String> failed() {
    return runs.stream().filter(run -> !run.passed()).map(LayerRun::label).toList();
  }

  /** Returns what a person reads: a line for each run, then what went wrong in each. */
  public String overview() {
    return new ClientOverview(this).text();
  }

  /** Returns the report as the XML that JUnit's Ant task writes: a test case for each run. */
  public String junitXml() {
    return ClientXml.of(this);
  }
}
