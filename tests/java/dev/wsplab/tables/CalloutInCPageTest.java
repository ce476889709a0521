package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/wfp.md shows of a callout in C is the sample that is compiled and run. */
class CalloutInCPageTest {
  @Test
  void givenPartInC_whenThePageIsRead_thenItStandsInTheSample() {
    String page = Documents.read(Path.of("docs", "wfp.md"));
    String sample = Documents.read(Path.of("tests", "providers", "porter.c"));
    int begins = page.indexOf("```c\n", page.indexOf("<!-- from tests/providers/porter.c -->"));
    assertThat(begins).isPositive();
    String shown = page.substring(begins + "```c\n".length(), page.indexOf("\n```", begins));
    assertThat(shown).contains("FwpsPendOperation(");
    assertThat(sample).contains(shown);
  }
}
