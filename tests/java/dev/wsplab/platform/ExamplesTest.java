package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the pages show as Java stands, line by line, in a test that every build compiles and runs:
 * {@code <!-- example: LoopbackTest -->} before a block names the class in tests/java/example. What
 * they show of other files stands there: {@code <!-- copy: tests/providers/layer.c -->}.
 */
class ExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- example: (\\w+) -->\\R```java\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern COPY =
      Pattern.compile("<!-- copy: (\\S+) -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL);

  private record Block(Path page, String named, List<String> lines) {
    void standsIn(Path source) throws IOException {
      assertThat(String.join("\n", stripped(Files.readString(source))))
          .as("%s, copied in %s", source, page)
          .contains(String.join("\n", lines));
    }
  }

  @Test
  void givenExampleOfAPage_whenLookedUp_thenItsTestHasTheSameLines() throws IOException {
    List<Block> blocks = blocks(EXAMPLE);

    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      block.standsIn(Path.of("tests", "java", "example", block.named() + ".java"));
    }
  }

  @Test
  void givenCopyOnAPage_whenLookedUp_thenItsFileHasTheSameLines() throws IOException {
    List<Block> blocks = blocks(COPY);

    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      block.standsIn(Path.of(block.named()));
    }
  }

  private static List<Block> blocks(Pattern pattern) throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      return pages
          .filter(page -> page.toString().endsWith(".md"))
          .flatMap(page -> of(page, pattern))
          .toList();
    }
  }

  private static Stream<Block> of(Path page, Pattern pattern) {
    try {
      return pattern.matcher(Files.readString(page)).results().map(block -> read(page, block));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Block read(Path page, MatchResult block) {
    return new Block(page, block.group(1), stripped(block.group(2)));
  }

  /** Without indentation and empty lines. */
  private static List<String> stripped(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
