package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loading in JVMs of its own: which file is used, and what is said when it cannot be. */
@Timeout(120)
class ShimLibraryTest {
  @TempDir Path base;

  /** Asks for the kernel twice, and prints what comes. */
  static final class Asks {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println("bound " + (Kernel.get().newOwner() > 0));
        } catch (Throwable e) {
          System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
      }
    }
  }

  private static List<String> run(String classPath, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED"); // otherwise Java 25 warns
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, Asks.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().filter(line -> !line.isBlank()).toList();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private Path library() throws IOException {
    Path file = base.resolve("mine.so");
    try (var in = ShimFile.class.getResourceAsStream(ShimFile.resourceName())) {
      Files.copy(in, file);
    }
    return file;
  }

  @Test
  void givenPathOfLibrary_whenLoaded_thenThatFileIsUsedAndNothingIsUnpacked() throws Exception {
    assertThat(run(classPath(), "-Dwsplab.library.path=" + library(), "-Dwsplab.tmpdir=" + base))
        .containsExactly("bound true", "bound true");
    try (Stream<Path> files = Files.list(base)) {
      assertThat(files).containsExactly(base.resolve("mine.so"));
    }
  }

  @Test
  void givenPathOfNoFile_whenAskedTwice_thenBothTimesTheMessageSaysSo() throws Exception {
    Path missing = base.resolve("missing.so");
    assertThat(run(classPath(), "-Dwsplab.library.path=" + missing))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("ShimLoadException: ")
                    .contains(missing.toString(), "no such file", "wsplab.library.path"));
  }

  @Test
  void givenFolderThatCannotBeUsed_whenLoaded_thenTheRemedyIsNamed() throws Exception {
    Path file = Files.createFile(base.resolve("file"));
    assertThat(run(classPath(), "-Dwsplab.tmpdir=" + file))
        .allSatisfy(
            line -> assertThat(line).startsWith("ShimLoadException: ").contains("-Dwsplab.tmpdir"));
  }

  /** A jar for other platforms. */
  @Test
  void givenNoLibraryForThisPlatform_whenLoaded_thenItIsSaidHowToBuildOne() throws Exception {
    Path classes = base.resolve("classes");
    copyWithoutLibrary(classes);
    String others =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !Files.exists(Path.of(entry + ShimFile.resourceName())))
            .filter(entry -> !entry.endsWith("wsplab.jar"))
            .collect(Collectors.joining(File.pathSeparator));

    assertThat(run(classes + File.pathSeparator + others))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(ShimFile.resourceName(), "no library for this platform", "CMake")
                    .contains("-Dwsplab.library.path"));
  }

  private static void copyWithoutLibrary(Path target) throws Exception {
    Path classes =
        Path.of(Kernel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        Path copy = target.resolve(classes.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** JNA's own library is one that exists everywhere and is not ours. */
  @Test
  void givenLibraryOfSomebodyElse_whenOpened_thenItIsSaidThatItIsNotOurs() throws IOException {
    Path stranger = base.resolve("stranger.so");
    String dispatch = System.mapLibraryName("jnidispatch");
    String name = "/com/sun/jna/" + com.sun.jna.Platform.RESOURCE_PREFIX + "/" + dispatch;
    try (var in = com.sun.jna.Native.class.getResourceAsStream(name)) {
      Files.copy(in, stranger);
    }

    assertThatThrownBy(() -> ShimLibrary.open(stranger))
        .isInstanceOf(ShimLoadException.class)
        .hasMessageContaining(stranger.toString())
        .hasMessageContaining("not that of wsplab")
        .hasMessageContaining("wsplab_abi_version");
  }

  @Test
  void givenOurLibrary_whenOpenedFromAnotherFile_thenItPassesItsChecks() throws IOException {
    // Not in the folder that goes with the test: a library that is open cannot be deleted
    // everywhere.
    Path file = Files.createTempFile("wsplab", ".other");
    file.toFile().deleteOnExit();
    Files.write(file, Files.readAllBytes(library()));

    assertThat(ShimLibrary.open(file)).isNotNull();
  }
}
