package dev.wsplab.conformance;

import dev.wsplab.Winsock;
import dev.wsplab.operation.Violation;
import dev.wsplab.timeline.Timeline;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What happened in one performance of a scenario, to be drawn. Thread-safe. */
final class ScenarioRecording {
  private final String title;
  private final @Nullable EventFile file;
  // Guarded by this.
  private final List<TracedViolation> found = new ArrayList<>();
  private @Nullable Recorder recorder;
  private @Nullable Timeline frozen;
  private List<String> frozenLines = List.of();

  /**
   * Makes an empty one.
   *
   * @param title the scenario's name
   * @param file keeps the events should the process end, or null
   */
  ScenarioRecording(String title, @Nullable EventFile file) {
    this.title = title;
    this.file = file;
    if (file != null) {
      file.clear();
    }
  }

  /** It is played in this environment. */
  synchronized void began(Winsock winsock) {
    recorder = winsock.recorder();
    if (file != null) {
      recorder.alsoTo(file::append);
    }
  }

  private static Violation violation(Finding finding) {
    return new Violation(
        finding.rule().isEmpty() ? "hang" : finding.rule(),
        "",
        finding.what(),
        finding.expected(),
        finding.seen(),
        finding.remedy(),
        finding.history());
  }

  /**
   * What a process has left behind that ended, or was ended, in a scenario: why it ended stands
   * behind the last event, in the thread of that one.
   */
  static Timeline leftBehind(String title, EventFile.Left left, Finding why) {
    List<TraceEvent> events = left.events();
    List<TracedViolation> broken = new ArrayList<>(left.broken());
    if (events.isEmpty()) {
      broken.add(TracedViolation.now(violation(why), events));
      return Timeline.of(title, events, broken);
    }
    TraceEvent last = events.get(events.size() - 1);
    broken.add(
        new TracedViolation(
            violation(why), last.nanos(), last.thread(), last.operation(), last.socket()));
    return Timeline.of(title, events.get(0).sequence() - 1, events, broken);
  }

  /** A rule was found broken, here and now. */
  synchronized void found(Finding finding) {
    keep(
        TracedViolation.now(
            violation(finding),
            recorder == null ? List.of() : recorder.events(event -> event.operation() != 0)));
  }

  /** A rule was found broken, earlier. */
  synchronized void found(TracedViolation violation) {
    keep(violation);
  }

  /** What happens from now on is not told: the scenario is broken off. */
  synchronized void freeze() {
    frozenLines = lines();
    frozen = timeline();
  }

  private void keep(TracedViolation violation) {
    if (frozen != null) {
      return;
    }
    found.add(violation);
    if (file != null) {
      file.append(violation);
    }
  }

  /** Returns what the verifier has found of the provider up to now. */
  synchronized List<Finding> verified() {
    return ofTheVerifier(found);
  }

  /** What the verifier has found of the provider; what a scenario itself has found names nobody. */
  static List<Finding> ofTheVerifier(List<TracedViolation> broken) {
    return broken.stream()
        .map(TracedViolation::violation)
        .filter(violation -> !violation.provider().isEmpty())
        .map(Finding::of)
        .toList();
  }

  /** Returns what is known up to now, as lines for people. */
  synchronized List<String> lines() {
    if (frozen != null) {
      return frozenLines;
    }
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
    Timeline until = frozen;
    if (until != null) {
      return until;
    }
    return recorder == null
        ? Timeline.of(title, List.of(), found)
        : Timeline.of(title, recorder, found);
  }
}
