package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.operation.Violation;
import dev.wsplab.timeline.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** As what a recording is written. */
enum TraceFormat {
  HTML(".html"),
  PERFETTO(".json"),
  SVG(".svg"),
  TEXT(".txt");

  private final String ending;

  TraceFormat(String ending) {
    this.ending = ending;
  }

  /** The one that the name of a file asks for by its end. */
  static Optional<TraceFormat> of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(format -> name.endsWith(format.ending)).findFirst();
  }

  /**
   * Writes what was recorded.
   *
   * @param lines the same as text
   * @throws IOException when the file cannot be written
   * @throws IllegalStateException when there is more than a drawing can show
   */
  void write(Timeline timeline, Supplier<List<String>> lines, Path file) throws IOException {
    switch (this) {
      case HTML -> timeline.writePage(file);
      case PERFETTO -> timeline.writeTrace(file);
      case SVG -> timeline.writePicture(file);
      case TEXT -> Files.write(file, lines.get(), StandardCharsets.UTF_8);
    }
  }

  /** What an environment has recorded, as text. */
  static List<String> lines(Winsock winsock) {
    List<String> lines = new ArrayList<>(winsock.recorder().lines(event -> true));
    winsock.violations().stream()
        .map(Violation::report)
        .forEach(
            report -> {
              lines.add("");
              report.lines().forEach(lines::add);
            });
    return lines;
  }
}
