package dev.wsplab.conformance;

import dev.wsplab.Winsock;
import dev.wsplab.operation.Violation;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TracedViolation;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What happened in one performance of a scenario, to be drawn. Thread-safe. */
final class ScenarioRecording {
  private final String title;
  // Guarded by this.
  private final List<TracedViolation> found = new ArrayList<>();
  private @Nullable Recorder recorder;

  ScenarioRecording(String title) {
    this.title = title;
  }

  /** It is played in this environment. */
  synchronized void began(Winsock winsock) {
    recorder = winsock.recorder();
  }

  /** A rule was found broken, here and now. */
  synchronized void found(Finding finding) {
    Violation violation =
        new Violation(
            finding.rule().isEmpty() ? "hang" : finding.rule(),
            "",
            finding.what(),
            finding.expected(),
            finding.seen(),
            finding.remedy(),
            finding.history());
    found.add(
        TracedViolation.now(
            violation,
            recorder == null ? List.of() : recorder.events(event -> event.operation() != 0)));
  }

  /** A rule was found broken, earlier. */
  synchronized void found(TracedViolation violation) {
    found.add(violation);
  }

  /** Returns what is known up to now, as lines for people. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (recorder != null) {
      lines.addAll(recorder.lines(event -> true));
    }
    for (TracedViolation broken : found) {
      lines.add("");
      broken.violation().report().lines().forEach(lines::add);
    }
    return lines;
  }

  /** Returns what is known up to now. */
  synchronized Timeline timeline() {
    return recorder == null
        ? Timeline.of(title, List.of(), found)
        : Timeline.of(title, recorder, found);
  }
}
