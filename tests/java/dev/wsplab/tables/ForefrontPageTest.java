package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests of docs/forefront.md are those that are compiled and run. */
class ForefrontPageTest {
  @ParameterizedTest
  @ValueSource(strings = {"ForefrontTest.java", "CopyFilterTest.java"})
  void givenTest_whenThePageIsRead_thenItStandsThere(String file) {
    String test = Documents.read(Path.of("tests", "java", "example", file));
    String shown = test.substring(test.indexOf("import "));
    assertThat(Documents.read(Path.of("docs", "forefront.md")))
        .contains("```java\n" + shown + "```");
  }
}
