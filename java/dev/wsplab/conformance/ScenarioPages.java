package dev.wsplab.conformance;

import dev.wsplab.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The timelines of the scenarios that broke a rule, one file each, in a folder. */
final class ScenarioPages {
  private final Path folder;

  ScenarioPages(Path folder) {
    this.folder = folder;
  }

  /** Writes the page of a scenario. */
  void write(String scenario, Timeline timeline) {
    try {
      timeline.writePage(folder.resolve(fileOf(scenario)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the page that an earlier run has left. */
  void forget(String scenario) {
    try {
      Files.deleteIfExists(folder.resolve(fileOf(scenario)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a scenario's file: letters, digits and what every file system takes. */
  static String fileOf(String scenario) {
    return scenario.replaceAll("[^A-Za-z0-9.-]", "_") + ".html";
  }
}
