package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each block that the README or a page shows says, in a comment on the line above, what holds it to
 * the truth.
 *
 * <ul>
 *   <li>{@code example: LoopbackTest}: it stands, line by line, in that class of
 *       tests/java/example; a line of three dots leaves something out
 *   <li>{@code copy: tests/providers/layer.c}: it stands in that file
 *   <li>{@code run}, {@code run in the clone}, {@code run with --long}, {@code run under Wine}:
 *       scripts/try-docs runs it as written, and {@code printed by the last run} is compared with
 *       what that printed
 *   <li>{@code printed by: HangTest}: that test, or that script, compares it with what it printed
 *   <li>{@code try: install}: in the README and the tutorial, scripts/try-readme asks for the block
 *       of that name and does what it says; on the page about Windows scripts/lib/newcomer.sh does
 *   <li>{@code not run}, and one of few reasons
 * </ul>
 */
class ExamplesTest {
  private static final Set<String> REASONS =
      Set.of(
          "drawing",
          "needs Docker",
          "needs Gradle",
          "needs GitHub's machines",
          "needs Kubernetes",
          "needs Slurm");
  private static final Pattern TRIED =
      Pattern.compile("(README|docs.tutorial|docs.native-windows)\\.md:");
  private static final Set<String> COMMANDS = Set.of("sh");

  private final List<PageBlock> blocks;

  ExamplesTest() throws IOException {
    blocks = PageBlock.ofAllPages();
  }

  private static boolean isHeldToTheTruth(PageBlock block) {
    String reason = block.after("not run");
    if (reason != null) {
      return REASONS.contains(reason);
    }
    if (Stream.of("run", "run in the clone", "run with --long", "run under Wine")
        .anyMatch(kind -> block.after(kind) != null)) {
      return COMMANDS.contains(block.language());
    }
    return block.mark().equals("printed by the last run")
        || block.after("printed by") != null
        || block.after("example") != null
        || block.after("copy") != null
        || isTried(block);
  }

  /** By a script that asks for the block, somewhere else than in a comment. */
  private static boolean isTried(PageBlock block) {
    String name = block.after("try");
    Matcher page = TRIED.matcher(block.place());
    if (name == null || !page.lookingAt()) {
      return false;
    }
    String asked = Pattern.quote(name);
    return switch (page.group(1)) {
      case "README" ->
          has(Path.of("scripts", "try-readme"), "(?m)^[^#\\n]*\\breadme " + asked + "(?![\\w-])");
      case "docs/tutorial", "docs\\tutorial" ->
          has(Path.of("scripts", "lib", "tutorial.py"), "block\\(text, \"" + asked + "\"\\)");
      default ->
          has(
              Path.of("scripts", "lib", "newcomer.sh"),
              "(?m)^[^#\\n]*\\bnewcomer_block docs/native-windows\\.md " + asked + "(?![\\w-])");
    };
  }

  private static boolean has(Path script, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(Files.readString(script)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void givenBlockOfAPage_whenLookedAt_thenItSaysWhatHoldsItToTheTruth() {
    assertThat(blocks).isNotEmpty();
    assertThat(blocks).allMatch(ExamplesTest::isHeldToTheTruth, "says what holds it to the truth");
  }

  /** A block without a fence has no place for a mark. */
  @Test
  void givenPages_whenReadLineByLine_thenNoBlockIsMadeByIndentation() throws IOException {
    assertThat(PageBlock.indentedOfAllPages()).isEmpty();
    assertThat(PageBlock.indentedIn("docs/new.md", "Type:\n\n    scripts/test\n    scripts/site\n"))
        .containsExactly("docs/new.md:3");
    assertThat(
            PageBlock.indentedIn(
                "docs/new.md", "- a\n\n    of a\n\n```sh\n\n    x\n```\n1. b\n\n    of b\n"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```java\nint a;\n```",
        "<!-- example: FirstTest -->\n\n```java\nint a;\n```",
        "<!-- not run: it is late -->\n```sh\nscripts/test\n```",
        "<!-- run: status 0 -->\n```java\nint a;\n```",
        "<!-- try: first-test -->\n```java\nint a;\n```",
        "<!-- try -->\n```java\nint a;\n```",
        "<!-- an old word -->\n```sh\nscripts/test\n```"
      })
  void givenBlockThatNothingHoldsToTheTruth_whenLookedAt_thenItIsRefused(String text) {
    assertThat(PageBlock.in("docs/new.md", "# New\n\n" + text + "\n"))
        .singleElement()
        .matches(block -> !isHeldToTheTruth(block), "is refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/tutorial.md", "docs/native-windows.md"})
  void givenBlockThatNoScriptAsksFor_whenLookedAt_thenItIsRefused(String page) {
    for (String name : List.of("no-such-block", "first", "readme")) {
      assertThat(PageBlock.in(page, "<!-- try: " + name + " -->\n```java\nint a;\n```\n"))
          .singleElement()
          .matches(block -> !isHeldToTheTruth(block), "is refused");
    }
  }

  @Test
  void givenExampleOfAPage_whenLookedUp_thenItsTestHasTheSameLines() throws IOException {
    int seen = 0;
    for (PageBlock block : blocks) {
      String name = block.after("example");
      if (name != null) {
        standsIn(Path.of("tests", "java", "example", name + ".java"), block);
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void givenCopyOnAPage_whenLookedUp_thenItsFileHasTheSameLines() throws IOException {
    int seen = 0;
    for (PageBlock block : blocks) {
      String name = block.after("copy");
      if (name != null) {
        standsIn(Path.of(name), block);
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  /** {@link ShownOutput}; a script names the page that it compares. */
  @Test
  void givenOutputOnAPage_whenItsTestIsLookedUp_thenThatOneComparesIt() throws IOException {
    int seen = 0;
    for (PageBlock block : blocks) {
      String name = block.after("printed by");
      if (name != null) {
        String page = block.place().replaceAll(".*[/\\\\]|:\\d+$", "");
        boolean isScript = name.startsWith("scripts/");
        assertThat(isScript ? Path.of(name) : source(name))
            .as(block.place())
            .content()
            .containsPattern(
                isScript
                    ? "(?m)^shows .* " + page + "$"
                    : Pattern.quote("ShownOutput.assertShows(\"" + name + "\", "));
        seen++;
      }
    }
    assertThat(seen).isPositive();
  }

  private static Path source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("tests", "java"))) {
      return files.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow();
    }
  }

  private static void standsIn(Path source, PageBlock block) throws IOException {
    String lines = String.join("\n", PageBlock.stripped(Files.readAllLines(source)));
    int from = 0;
    for (String part : block.parts()) {
      assertThat(lines.substring(from))
          .as("%s, copied at %s", source, block.place())
          .contains(part);
      from = lines.indexOf(part, from) + part.length();
    }
  }
}
