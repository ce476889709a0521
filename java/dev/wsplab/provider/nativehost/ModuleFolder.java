package dev.wsplab.provider.nativehost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.lang3.SystemProperties;

/**
 * A folder of one loaded module, with its private copy in it: nobody else opens that file, so its
 * statics and its imports are this environment's alone. Readable by its user only.
 */
final class ModuleFolder {
  /** Names the folder to make copies in, instead of the system's temporary one. */
  static final String FOLDER_PROPERTY = "wsplab.tmpdir";

  private final Path folder;

  private ModuleFolder(Path folder) {
    this.folder = folder;
  }

  /** Where such folders are made. */
  static Path base() {
    return Path.of(System.getProperty(FOLDER_PROPERTY, SystemProperties.getJavaIoTmpdir()));
  }

  /** What the names of this process's folders begin with. */
  static String prefix() {
    return "wsplab-module-" + ProcessHandle.current().pid() + "-";
  }

  /**
   * Makes a new one.
   *
   * @throws IOException when the temporary folder cannot be written to
   */
  static ModuleFolder make() throws IOException {
    return new ModuleFolder(Files.createTempDirectory(base(), prefix()).toRealPath());
  }

  /** Copies a file into it, under its own name. */
  Path copy(Path file) throws IOException {
    return Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
  }

  /** Puts a file into it. */
  Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /** A folder inside. */
  Path inside(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Deletes it with all that is in it; what cannot be deleted stays. */
  void delete() {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      found.forEach(all::add);
    } catch (IOException | UncheckedIOException e) {
      return; // it is gone already
    }
    all.sort(Comparator.reverseOrder());
    for (Path path : all) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        continue; // a library that is still open, on Windows: the system's clean-up takes it
      }
    }
  }
}
