package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the shim exports, too, is called by somebody who tries bad input: by a C test, or through
 * JNI by {@link BadInputTest}, which finds the Java functions by reflection.
 */
class ExportedSymbolsTest {
  private static final Pattern EXPORT =
      Pattern.compile("^WSPLAB_API .*?\\b(wsplab_\\w+)\\(", Pattern.MULTILINE);

  @Test
  void givenExportsOfTheShim_whenLookedUp_thenEachIsCalledByATestOrFromJava() {
    Set<String> exports = new TreeSet<>();
    EXPORT
        .matcher(textOf(Path.of("include", "wsplab"), ".*\\.h"))
        .results()
        .forEach(found -> exports.add(found.group(1)));
    assertThat(exports).hasSizeGreaterThan(50);
    String callers =
        textOf(Path.of("tests", "native"), ".*\\.[ch]") + textOf(Path.of("native"), "jni_.*\\.c");

    assertThat(exports)
        .allSatisfy(name -> assertThat(callers).containsPattern("\\b" + name + "\\("));
  }

  private static String textOf(Path folder, String names) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(names))
          .sorted()
          .map(ExportedSymbolsTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
