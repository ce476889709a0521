package dev.wsplab.timeline;

import dev.wsplab.operation.ClientWait;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.trace.TracedViolation;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What was recorded, as a picture: sockets, ports and threads as lanes, operations and the calls of
 * providers as bars, completions as arrows from who completes to who is told, broken rules in their
 * place. {@code Winsock.timeline} makes one.
 *
 * <pre>{@code
 * winsock.timeline("two sends").writePage(Path.of("timeline.html"));
 * }</pre>
 *
 * <p>Holds a copy of the recording: what happens later does not change it. Thread-safe.
 */
public final class Timeline {
  /** How many operations the drawing of {@link #writePicture} can have. */
  public static final int PICTURE_OPERATIONS = 50;

  private final String title;
  private final long forgotten;
  private final List<TraceEvent> events;
  private final List<TracedViolation> violations;
  private final List<ClientWait> waits;
  private final @Nullable Failure failure;

  private Timeline(
      String title, long forgotten, List<TraceEvent> events, List<TracedViolation> violations) {
    this(title, forgotten, List.copyOf(events), List.copyOf(violations), List.of(), null);
  }

  private Timeline(
      String title,
      long forgotten,
      List<TraceEvent> events,
      List<TracedViolation> violations,
      List<ClientWait> waits,
      @Nullable Failure failure) {
    this.title = title;
    this.forgotten = forgotten;
    this.events = events;
    this.violations = violations;
    this.waits = waits;
    this.failure = failure;
  }

  /**
   * Takes what a recorder has kept.
   *
   * @param title any text, for a heading
   * @param recorder what was recorded up to now
   * @param violations the broken rules, in the order of finding; may be empty
   * @return the timeline, to be written as a page
   */
  public static Timeline of(String title, Recorder recorder, List<TracedViolation> violations) {
    List<TraceEvent> events = recorder.events();
    return new Timeline(title, recorder.told() - events.size(), events, violations);
  }

  /**
   * Takes a list of events.
   *
   * @param title any text, for a heading
   * @param events in the order in which they were told
   * @param violations the broken rules, in the order of finding; may be empty
   * @return the timeline, to be written as a page
   */
  public static Timeline of(
      String title, List<TraceEvent> events, List<TracedViolation> violations) {
    return new Timeline(title, 0, events, violations);
  }

  /**
   * Takes the last events of a longer list.
   *
   * @param title any text, for a heading
   * @param forgotten how many events there were before the first
   * @param events in the order in which they were told
   * @param violations the broken rules, in the order of finding; may be empty
   * @return the timeline, to be written as a page
   */
  public static Timeline of(
      String title, long forgotten, List<TraceEvent> events, List<TracedViolation> violations) {
    return new Timeline(title, forgotten, events, violations);
  }

  /**
   * {@return the same, with the failure of the test that was recorded: a page begins with its first
   * lines and marks the moment}
   *
   * @param thrown why the test failed
   * @param testClass full name of the test's class, whose line is shown
   * @param nanos when it failed, by {@link System#nanoTime}
   */
  public Timeline failedBy(Throwable thrown, String testClass, long nanos) {
    Failure failed = Failure.of(thrown, testClass, nanos);
    return new Timeline(title, forgotten, events, violations, waits, failed);
  }

  /**
   * {@return the same, with the client's waits on the lanes of their threads}
   *
   * @param told the waits, in any order
   */
  public Timeline withWaits(List<ClientWait> told) {
    return new Timeline(title, forgotten, events, violations, List.copyOf(told), failure);
  }

  /**
   * Writes one HTML file that needs nothing else, neither other files nor a network: about 300 kB,
   * and some 200 bytes for each operation and each provider in its way. Any browser of 2023 or
   * later shows it.
   *
   * @param file is made, or replaced; its folder is made when it is missing
   * @throws IOException when that cannot be written
   */
  public void writePage(Path file) throws IOException {
    try (Writer out = open(file)) {
      Page.write(title, forgotten, chart(), failure, out);
    }
  }

  /**
   * Writes a drawing (SVG) for documents, which nobody can look into: for short recordings. The
   * client's waits are left out.
   *
   * @param file is made, or replaced; its folder is made when it is missing
   * @throws IOException when that cannot be written
   * @throws IllegalStateException when there are more than {@value #PICTURE_OPERATIONS} operations
   */
  public void writePicture(Path file) throws IOException {
    Chart chart = ChartBuilder.of(events, violations, List.of(), null);
    long count = chart.bars().stream().filter(b -> b.kind() == Bar.Kind.OPERATION).count();
    if (count > PICTURE_OPERATIONS) {
      throw new IllegalStateException(
          count
              + " operations: a drawing can show "
              + PICTURE_OPERATIONS
              + "; write a page, or record less");
    }
    try (Writer out = open(file)) {
      Picture.write(title, chart, out);
    }
  }

  /**
   * Writes a file for Perfetto (https://ui.perfetto.dev) and {@code chrome://tracing}, in the
   * format that is called <em>Trace Event</em>: JSON, times in microseconds.
   *
   * @param file is made, or replaced; its folder is made when it is missing
   * @throws IOException when that cannot be written
   */
  public void writeTrace(Path file) throws IOException {
    try (Writer out = open(file)) {
      TraceFile.write(title, chart(), out);
    }
  }

  /** {@return whether there is nothing to show} */
  public boolean isEmpty() {
    return events.isEmpty() && violations.isEmpty();
  }

  private Chart chart() {
    return ChartBuilder.of(events, violations, waits, failure == null ? null : failure.nanos());
  }

  private static Writer open(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }
}
