package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The first test of docs/wfp.md is the one that is compiled and run. */
class CalloutPageTest {
  @Test
  void givenFirstTest_whenThePageIsRead_thenItStandsThere() {
    String test = Documents.read(Path.of("tests", "java", "example", "CalloutTest.java"));
    String shown = test.substring(test.indexOf("import "));
    assertThat(Documents.read(Path.of("docs", "wfp.md"))).contains("```java\n" + shown + "```");
  }
}
