package dev.wsplab.cli;

import dev.wsplab.conformance.KitReport;
import dev.wsplab.timeline.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** Where {@code --timeline} puts its pages. */
final class TimelineFolder {
  @Option(
      names = "--timeline",
      paramLabel = "FOLDER",
      description =
          "Write a page for a browser for each scenario that breaks a rule, and index.html with links to them.")
  private @Nullable Path folder;

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /** The option, for another process. */
  Optional<String> option() {
    return folder().map(path -> "--timeline=" + path);
  }

  /** Before a long run: whether it can be written. */
  void prepare() throws SetUpException {
    Path named = folder;
    if (named == null) {
      return;
    }
    try {
      Files.createDirectories(named);
    } catch (IOException e) {
      throw refused(named, "it cannot be made (" + e + "); expected a folder");
    }
    if (!Files.isWritable(named)) {
      throw refused(named, "it cannot be written; expected a folder");
    }
  }

  /** Writes the page that leads to the others. */
  Optional<Path> index(KitReport report) throws SetUpException {
    Path named = folder;
    if (named == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(report.writeTimelineIndex(named));
    } catch (IOException e) {
      throw refused(named, "it could not be written: " + e.getMessage());
    }
  }

  // ---- a single file

  /** Before a run: whether a file can be written, as what its name says. */
  static void check(@Nullable Path file) throws SetUpException {
    check("--timeline", file);
    if (file != null && !isPage(file) && !isForPerfetto(file)) {
      throw refused(file, "its name does not say what to write; expected one in .html or .json");
    }
  }

  private static boolean isPage(Path file) {
    return TraceFormat.of(file).filter(TraceFormat.HTML::equals).isPresent();
  }

  private static boolean isForPerfetto(Path file) {
    return TraceFormat.of(file).filter(TraceFormat.PERFETTO::equals).isPresent();
  }

  /** Before a run: whether the file that an option names can be written. */
  static void check(String option, @Nullable Path file) throws SetUpException {
    Path parent = file == null ? null : file.toAbsolutePath().getParent();
    if (file != null && (Files.isDirectory(file) || parent == null || !Files.isWritable(parent))) {
      throw new SetUpException(
          option + " " + file + ": it cannot be written; expected a file in a folder that exists");
    }
  }

  /** Writes a page, or a file for Perfetto, if one was named, and says so. */
  static void write(@Nullable Path file, Timeline timeline, PrintWriter out) throws SetUpException {
    if (file == null) {
      return;
    }
    try {
      if (isForPerfetto(file)) {
        timeline.writeTrace(file);
      } else {
        timeline.writePage(file);
      }
    } catch (IOException e) {
      throw refused(file, "it could not be written: " + e.getMessage());
    }
    out.println("timeline: " + file);
    out.println();
  }

  private static SetUpException refused(Path path, String why) {
    return new SetUpException("--timeline " + path + ": " + why);
  }
}
