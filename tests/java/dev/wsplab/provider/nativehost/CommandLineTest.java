package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of the page "Parsing C command-line arguments", the other way round. */
class CommandLineTest {
  @Test
  void givenPlainArguments_whenJoined_thenTheyStandAsTheyAre() {
    assertThat(CommandLine.of(List.of("Z:\\a\\b.exe", "1", "c:\\d\\")))
        .isEqualTo("Z:\\a\\b.exe 1 c:\\d\\");
  }

  @Test
  void givenSpacesOrNothing_whenJoined_thenTheyAreQuoted() {
    assertThat(CommandLine.of(List.of("a b c", "d", ""))).isEqualTo("\"a b c\" d \"\"");
  }

  @Test
  void givenQuotes_whenJoined_thenBackslashesBeforeThemAreDoubled() {
    assertThat(CommandLine.of(List.of("ab\"c", "\\", "a\\\\\"b", "e f\\")))
        .isEqualTo("\"ab\\\"c\" \\ \"a\\\\\\\\\\\"b\" \"e f\\\\\"");
  }

  @Test
  void givenBackslashesAndNoQuote_whenJoined_thenTheyMeanThemselves() {
    assertThat(CommandLine.of(List.of("a\\\\\\b", "de fg\\h"))).isEqualTo("a\\\\\\b \"de fg\\h\"");
  }
}
