package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Versions that a page tells a reader to use are those that the build uses. */
class VersionsOnPagesTest {
  /** In a pom.xml, and as Gradle writes it. */
  private static final List<Pattern> WRITTEN =
      List.of(
          Pattern.compile("<artifactId>([\\w-]+)</artifactId>\\s*<version>([^<$]+)</version>"),
          Pattern.compile("'[\\w.]+:([\\w-]+):([\\w.-]+)'"));

  private static final Pattern OF_JAVA = Pattern.compile("\\bJDK (?:\\()?(\\d+)");
  private static final Pattern OF_MAVEN = Pattern.compile("\\bMaven \\(?(\\d+\\.\\d+) or later");
  private static final Pattern OF_CMAKE =
      Pattern.compile(
          "\\bCMake \\(?(\\d+\\.\\d+) or later|cmake_minimum_required\\(VERSION ([\\d.]+)");

  private final String pom = Files.readString(Path.of("pom.xml"));

  VersionsOnPagesTest() throws IOException {}

  private String inPom(String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(pom);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private Map<String, String> used() {
    return Map.of(
        "wsplab", inPom("<artifactId>wsplab</artifactId>\\s*<version>(.*?)</version>"),
        "junit-jupiter", inPom("<version.junit>(.*?)</version.junit>"),
        "junit-platform-launcher", inPom("<version.junit-platform>(.*?)</version.junit-platform>"),
        "assertj-core", inPom("<version.assertj>(.*?)</version.assertj>"),
        "maven-surefire-plugin",
            inPom("<artifactId>maven-surefire-plugin</artifactId>\\s*<version>(.*?)</version>"));
  }

  private static List<MatchResult> inPages(Pattern pattern) throws IOException {
    List<MatchResult> found = new ArrayList<>();
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      for (Path page : Stream.concat(Stream.of(Path.of("README.md")), docs.sorted()).toList()) {
        if (page.toString().endsWith(".md")) {
          pattern.matcher(Files.readString(page)).results().forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void givenLibraryThatAPageNames_whenItsVersionIsLookedAt_thenItIsThatOfTheBuild()
      throws IOException {
    Map<String, String> used = used();
    for (Pattern written : WRITTEN) {
      List<MatchResult> found =
          inPages(written).stream().filter(each -> used.containsKey(each.group(1))).toList();
      assertThat(found)
          .isNotEmpty()
          .allSatisfy(each -> assertThat(each.group(2)).isEqualTo(used.get(each.group(1))));
    }
  }

  @Test
  void givenLibraryThatAPageNames_whenLookedUp_thenTheBuildKnowsIt() throws IOException {
    Set<String> known = new HashSet<>(used().keySet());
    known.add("first"); // the reader's own project
    for (Pattern written : WRITTEN) {
      assertThat(inPages(written)).extracting(each -> each.group(1)).isSubsetOf(known);
    }
  }

  @Test
  void givenChangelog_whenRead_thenItsNewestEntryIsForTheVersionOfTheBuild() throws IOException {
    Matcher entry =
        Pattern.compile("(?m)^## .*?(\\d+\\.\\d+\\.\\d+)")
            .matcher(Files.readString(Path.of("docs", "changelog.md")));
    assertThat(entry.find()).isTrue();
    assertThat(entry.group(1))
        .isEqualTo(used().getOrDefault("wsplab", "").replace("-SNAPSHOT", ""));
  }

  @Test
  void givenToolsThatAPageDemands_whenTheirVersionsAreLookedAt_thenTheBuildDemandsTheSame()
      throws IOException {
    String release = inPom("<maven.compiler.release>(\\d+)</maven.compiler.release>");
    String cmake =
        Pattern.compile("cmake_minimum_required\\(VERSION ([\\d.]+)\\)")
            .matcher(Files.readString(Path.of("native", "CMakeLists.txt")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertThat(inPages(OF_JAVA)).isNotEmpty().allMatch(each -> each.group(1).equals(release));
    assertThat(inPages(OF_MAVEN))
        .isNotEmpty()
        .allMatch(each -> each.group(1).equals(inPom("<version>\\[([\\d.]+),\\)</version>")));
    assertThat(inPages(OF_CMAKE))
        .isNotEmpty()
        .allMatch(each -> cmake.equals(each.group(1)) || cmake.equals(each.group(2)));
  }
}
