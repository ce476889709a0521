package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who gives bad input to what the shim exports. What modules import is called in {@code
 * ExportedFunctionsTest}. The rest is the library's own: Java reaches it through JNI, by functions
 * that {@link BadInputTest} finds by reflection; what Java does not reach has a test in C.
 */
class ExportedSymbolsTest {
  private static final Pattern EXPORT =
      Pattern.compile("^WSPLAB_API .*?\\b(wsplab_\\w+)\\(", Pattern.MULTILINE);

  /**
   * What no function of Java reaches with a value of its caller, and the test in C that calls it.
   */
  private static final Map<String, String> IN_C =
      Map.of(
          "wsplab_abi_version", "test_layout.c", // without a parameter
          "wsplab_layout", "test_layout.c",
          "wsplab_handle_query", "test_handles.c",
          "wsplab_status_table", "test_status.c");

  @Test
  void givenExportsOfTheHeaders_whenLookedUp_thenJavaReachesEachOrATestInCDoes() {
    Set<String> exports = exports(textOf(Path.of("include", "wsplab"), ".*\\.h"));
    String glue = textOf(Path.of("native"), "jni_.*\\.c");

    assertThat(exports).hasSizeGreaterThan(50);
    assertThat(exports)
        .allSatisfy(
            name ->
                assertThat(
                        IN_C.containsKey(name)
                            ? textOf(Path.of("tests", "native"), IN_C.get(name))
                            : glue)
                    .containsPattern("\\b" + name + "\\("));
    assertThat(exports).containsAll(IN_C.keySet());
  }

  /** They bind the functions of a class to the shim's, and are given classes of the library. */
  @Test
  void givenExportsThatNoHeaderHas_whenLookedUp_thenTheLibraryAloneCallsThemByName() {
    Set<String> exports = exports(textOf(Path.of("native"), ".*\\.c"));
    String java = textOf(Path.of("java", "dev", "wsplab"), ".*\\.java");

    assertThat(exports).isNotEmpty();
    assertThat(exports)
        .allSatisfy(name -> assertThat(java).contains("\"" + name + "\""))
        .allSatisfy(name -> assertThat(name).matches("wsplab_jni_(\\w+_)?bind(_\\w+)?"));
  }

  private static Set<String> exports(String text) {
    return EXPORT
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String textOf(Path folder, String names) {
    try (Stream<Path> files = Files.walk(folder)) {
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
