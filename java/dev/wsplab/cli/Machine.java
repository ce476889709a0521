package dev.wsplab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a program can know of the machine that it runs on.
 *
 * @param feature of the Java runtime: 17
 * @param java its name and version
 * @param system name of the operating system, and of the processor
 * @param home folder of the Java runtime
 * @param path where programs are looked for
 * @param windows whether they have the endings of Windows
 * @param installed where Windows installs programs
 */
record Machine(
    int feature,
    String java,
    String system,
    Path home,
    List<Path> path,
    boolean windows,
    List<Path> installed) {
  /** What prepares a shell for its compiler. */
  static final String VISUAL_STUDIO = "vcvarsall.bat";

  private static final List<String> ENDINGS = List.of(".com", ".exe", ".bat", ".cmd");

  static Machine here() {
    return new Machine(
        Runtime.version().feature(),
        property("java.vm.name") + " " + property("java.version"),
        property("os.name") + " on " + property("os.arch"),
        Path.of(property("java.home")),
        path(System.getenv().getOrDefault("PATH", "")),
        property("os.name").startsWith("Windows"),
        Stream.of("ProgramFiles", "ProgramFiles(x86)")
            .flatMap(name -> Stream.ofNullable(System.getenv(name)))
            .flatMap(Machine::folder)
            .toList());
  }

  /** What an installation of Visual Studio with its C++ tools has, of any year and edition. */
  Optional<Path> visualStudio() {
    return installed.stream()
        .map(folder -> folder.resolve("Microsoft Visual Studio"))
        .flatMap(Machine::foldersIn)
        .flatMap(Machine::foldersIn)
        .map(edition -> edition.resolve("VC/Auxiliary/Build").resolve(VISUAL_STUDIO))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Stream<Path> foldersIn(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList().stream();
    } catch (IOException e) {
      return Stream.empty(); // it is not there, or nobody may look
    }
  }

  /** The Java compiler that came with the runtime, or the first on the path. */
  Optional<Path> compiler() {
    return files(home.resolve("bin"), "javac")
        .filter(Files::isExecutable)
        .findFirst()
        .or(() -> program(List.of("javac")));
  }

  /** The first of some programs that is on the path. */
  Optional<Path> program(List<String> names) {
    return names.stream()
        .flatMap(name -> path.stream().flatMap(folder -> files(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Stream<Path> files(Path folder, String name) {
    return windows
        ? ENDINGS.stream().map(ending -> folder.resolve(name + ending))
        : Stream.of(folder.resolve(name));
  }

  private static List<Path> path(String text) {
    return Stream.of(text.split(Pattern.quote(System.getProperty("path.separator", ":"))))
        .filter(entry -> !entry.isEmpty())
        .flatMap(Machine::folder)
        .toList();
  }

  /** What is no path at all is passed over, as shells do. */
  private static Stream<Path> folder(String entry) {
    try {
      return Stream.of(Path.of(entry));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
