package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reads the README finds every page from it. */
class PagesAreLinkedTest {
  @Test
  void givenPagesOfDocs_whenTheReadmeIsRead_thenItLinksEach() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<String> pages;
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      pages =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .toList();
    }
    assertThat(pages).hasSizeGreaterThan(30);
    assertThat(pages).allSatisfy(page -> assertThat(readme).contains("](docs/" + page + ")"));
  }
}
