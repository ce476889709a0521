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
 * {@code <!-- example: LoopbackTest -->} before a block names the class in tests/java/example.
 */
class ExamplesTest {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- example: (\\w+) -->\\R```java\\R(.*?)```", Pattern.DOTALL);

  private record Block(Path page, String test, List<String> lines) {}

  @Test
  void givenExampleOfAPage_whenLookedUp_thenItsTestHasTheSameLines() throws IOException {
    List<Block> blocks = blocks();

    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      Path source = Path.of("tests", "java", "example", block.test() + ".java");
      assertThat(String.join("\n", stripped(Files.readString(source))))
          .as("%s, copied in %s", source, block.page())
          .contains(String.join("\n", block.lines()));
    }
  }

  private static List<Block> blocks() throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      return pages
          .filter(page -> page.toString().endsWith(".md"))
          .flatMap(ExamplesTest::of)
          .toList();
    }
  }

  private static Stream<Block> of(Path page) {
    try {
      return BLOCK.matcher(Files.readString(page)).results().map(block -> read(page, block));
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
