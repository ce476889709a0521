package dev.wsplab.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases that scripts/lib/docs_test.py looks at, too. */
class ShownOutputTest {
  static Stream<Named<JsonNode>> cases() {
    List<Named<JsonNode>> cases = new ArrayList<>();
    ShownOutput.file()
        .get("cases")
        .forEach(it -> cases.add(Named.of(it.get("about").asText(), it)));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenOutputThatIsShown_whenComparedWithAnotherRun_thenItIsRightOrWrongAsTheCaseSays(
      JsonNode its) {
    assertThat(ShownOutput.notPrinted(lines(its.get("shown")), lines(its.get("printed"))))
        .isEqualTo(Optional.ofNullable(its.get("wrong")).map(JsonNode::asText));
  }

  private static List<String> lines(JsonNode texts) {
    List<String> lines = new ArrayList<>();
    texts.forEach(text -> lines.add(text.asText()));
    return lines;
  }
}
