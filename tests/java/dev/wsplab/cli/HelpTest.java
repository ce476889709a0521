package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

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

  /** Each line of a footer that types the command, without variables before it and comments. */
  static Stream<Arguments> examples() {
    return all(Main.commandLine())
        .flatMap(
            command ->
                Stream.of(command.getCommandSpec().usageMessage().footer())
                    .filter(line -> line.matches(" +([A-Z]+=\\S+ )?wsplab .*"))
                    .map(line -> line.replaceFirst("^.*?wsplab ", "").replaceFirst(" +#.*", ""))
                    .map(line -> Arguments.of(command.getCommandSpec().qualifiedName(), line)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void givenAnExampleOfTheHelp_whenTyped_thenItsCommandTakesIt(String name, String typed) {
    ParseResult result = Main.commandLine().parseArgs(words(typed));

    assertThat(result.asCommandLineList())
        .extracting(command -> command.getCommandSpec().qualifiedName())
        .contains(name);
  }

  /** There is no help without one. */
  @ParameterizedTest
  @MethodSource("commands")
  void givenACommand_whenItDescribesItself_thenItHasAnExample(String name) {
    assertThat(examples()).anySatisfy(example -> assertThat(example.get()[0]).isEqualTo(name));
  }

  private static String[] words(String typed) {
    return Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(typed)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toArray(String[]::new);
  }
}
