package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/licences.md names what is on the class path of the command. */
class LicencesPageTest {
  // File names, without versions, and the words of the page.
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("jna", "JNA"),
          Map.entry("jna-platform", "JNA Platform"),
          Map.entry("commons-lang3", "Apache Commons Lang"),
          Map.entry("checker-qual", "Checker Framework"),
          Map.entry("picocli", "picocli"),
          Map.entry("junit-jupiter", "Jupiter"),
          Map.entry("junit-jupiter-api", "Jupiter"),
          Map.entry("junit-jupiter-params", "Jupiter"),
          Map.entry("junit-jupiter-engine", "Jupiter"),
          Map.entry("junit-platform-commons", "Platform"),
          Map.entry("junit-platform-engine", "Platform"),
          Map.entry("junit-platform-launcher", "Platform"),
          Map.entry("opentest4j", "opentest4j"),
          Map.entry("apiguardian-api", "API Guardian"),
          Map.entry("assertj-core", "AssertJ"));

  @Test
  void givenTheClassPathOfTheCommand_whenThePageIsRead_thenEveryLibraryHasItsLine()
      throws IOException {
    Path written = Path.of("target", "run.classpath");
    String page = Documents.read(Path.of("docs", "licences.md"));
    String paths = Files.readString(written).strip();
    // Written by the system that has built, which need not be the one that runs.
    List<String> names =
        Stream.of(paths.split(paths.contains(";") ? ";" : ":"))
            .map(path -> path.replaceFirst(".*[/\\\\]", "").replaceFirst("-[0-9].*", ""))
            .toList();
    assertThat(names).contains("jna").isSubsetOf(KNOWN.keySet());
    assertThat(names).allSatisfy(name -> assertThat(page).contains(KNOWN.get(name)));
  }
}
