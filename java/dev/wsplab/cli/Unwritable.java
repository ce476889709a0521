package dev.wsplab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why a file cannot be written, and what to do. */
final class Unwritable {
  private Unwritable() {}

  static String text(Path file, IOException e) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String why =
        folder == null || !Files.isDirectory(folder)
            ? "there is no folder " + folder + "; make it, or name another file"
            : !Files.isWritable(folder)
                ? "nothing may be written in " + folder + "; name a file elsewhere"
                : e.toString();
    return file + ": cannot be written: " + why;
  }
}
