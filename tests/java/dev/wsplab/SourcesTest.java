package dev.wsplab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where sources stand: a class in another folder than its package's is compiled anew by every
 * build, and all others with it.
 */
final class SourcesTest {
  @ParameterizedTest
  @ValueSource(strings = {"java", "tests/java"})
  void givenSource_whenItsPackageIsRead_thenItIsItsFolder(String root) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(sources)
        .hasSizeGreaterThan(100)
        .filteredOn(file -> !file.endsWith("module-info.java"))
        .allSatisfy(
            file ->
                assertThat(text(file).lines())
                    .contains("package " + packageOf(Path.of(root).relativize(file)) + ";"));
  }

  private static String packageOf(Path file) {
    return file.getParent().toString().replaceAll("[/\\\\]", ".");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
