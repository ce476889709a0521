package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** What {@code --help} prints. */
class HelpTest {
  static Stream<String> commands() {
    return all(Main.commandLine())
        .map(command -> command.getCommandSpec().qualifiedName())
        .filter(name -> !name.endsWith("generate-completion")); // picocli's own
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::all));
  }

  /**
   * Each part begins a line, and longer ones are wrapped: half a sentence would end in mid-line.
   */
  @ParameterizedTest
  @MethodSource("commands")
  void givenACommand_whenItDescribesItself_thenNoSentenceIsBrokenInTheMiddle(String name) {
    CommandLine command =
        all(Main.commandLine())
            .filter(one -> one.getCommandSpec().qualifiedName().equals(name))
            .findFirst()
            .orElseThrow();
    List<String> parts = new ArrayList<>();
    parts.addAll(List.of(command.getCommandSpec().usageMessage().description()));
    for (ArgSpec argument : command.getCommandSpec().args()) {
      parts.addAll(List.of(argument.description()));
    }

    assertThat(parts).isNotEmpty().allMatch(part -> part.endsWith("."));
  }
}
