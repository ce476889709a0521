package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The released command: a user's class stands in CLASSPATH, which {@code java -jar} ignores. */
@Timeout(120)
class JarMainTest {
  private static final String LAYER = "example.FirstTest$MyLayer";
  private static final String SCENARIO = "--only=WSASend/later/port/over-non-IFS";

  @TempDir Path folder;

  /** What a release's jar has in it, as far as a class path goes: nothing of the tests. */
  private static String released() {
    return entries()
        .filter(entry -> !isOfTests(entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String ofTests() {
    return entries().filter(JarMainTest::isOfTests).collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<String> entries() {
    String all = System.getProperty("java.class.path", "");
    return Arrays.stream(all.split(Pattern.quote(File.pathSeparator)));
  }

  private static boolean isOfTests(String entry) {
    return entry.replace(File.separatorChar, '/').matches(".*/test-classes/?");
  }

  private String run(int expected, @Nullable String classPath, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", released()));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("wsplab."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.add(JarMain.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("CLASSPATH");
    if (classPath != null) {
      builder.environment().put("CLASSPATH", classPath);
    }
    Process process = builder.start();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes());
      assertThat(process.waitFor()).as(text).isEqualTo(expected);
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-isolated", "--isolated"})
  void givenLayerInClasspath_whenChecked_thenItIsFoundHereAndInAChild(String where)
      throws IOException, InterruptedException {
    assertThat(run(0, ofTests(), "check", where, SCENARIO, LAYER))
        .contains("held 1, broken 0")
        .contains("check: ok");
  }

  @Test
  void givenClientAndLayerInClasspath_whenTraced_thenBothAreFound()
      throws IOException, InterruptedException {
    Path out = folder.resolve("echo.txt");
    run(0, ofTests(), "trace", "--out", out.toString(), "--layer", LAYER, "example.EchoClient");
    assertThat(out).content().contains("WSARecv");
  }

  @Test
  void givenNothingInClasspath_whenALayerIsNamed_thenTheMessageSaysWhereItLooked()
      throws IOException, InterruptedException {
    assertThat(run(2, null, "check", SCENARIO, LAYER))
        .contains("no such class; CLASSPATH is not set; ")
        .contains("environment variable CLASSPATH");
  }

  @Test
  void givenJarsOfAFolder_whenNamedByAStar_thenEachIsRead() throws IOException {
    Path first = Files.createFile(folder.resolve("first.jar"));
    Path second = Files.createFile(folder.resolve("second.JAR"));
    Path other = Files.createFile(folder.resolve("other.txt"));
    String all = String.join(File.pathSeparator, folder + File.separator + "*", other.toString());
    assertThat(JarMain.urls(all))
        .containsExactlyInAnyOrder(
            first.toUri().toURL(), second.toUri().toURL(), other.toUri().toURL());
  }

  @Test
  void givenEntryThatIsNotThere_whenRead_thenTheOthersStay() throws IOException {
    Path jar = Files.createFile(folder.resolve("a.jar"));
    String all =
        String.join(
            File.pathSeparator, folder.resolve("none") + File.separator + "*", jar.toString());
    assertThat(JarMain.urls(all)).containsExactly(jar.toUri().toURL());
  }
}
