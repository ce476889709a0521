package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** docs/command.md, help and completion know the same commands. */
class CommandPageTest {
  private final Map<String, CommandLine> commands = Main.commandLine().getSubcommands();

  @Test
  void givenCommand_whenLookedUp_thenThePageHasItsRowAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs", "command.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`")[1])
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(commands.keySet());
  }

  /** Those below others, too. */
  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandPageTest::all));
  }

  static Stream<String> names() {
    return all(Main.commandLine())
        .filter(command -> command.getParent() != null)
        .map(command -> command.getCommandSpec().qualifiedName());
  }

  @ParameterizedTest
  @MethodSource("names")
  void givenCommand_whenHelpIsPrinted_thenItHasExamplesAndItsExitStatusAndFits(String name) {
    StringWriter out = new StringWriter();
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(out, true));
    main.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    String[] words = (name + " --help").split(" ");

    assertThat(main.execute(Arrays.copyOfRange(words, 1, words.length))).isZero();

    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
    assertThat(out.toString()).contains("Usage: " + name);
    if (!name.endsWith(" generate-completion")) {
      String examples = out.toString().split("Examples:\\R")[1];
      assertThat(examples).contains(name, "Exit status: ");
    }
  }

  /** The list of commands shows the first line alone. */
  @Test
  void givenListOfCommands_whenPrinted_thenEachHasAWholeSentence() {
    assertThat(all(Main.commandLine()))
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().usageMessage().description()[0])
                    .as(command.getCommandSpec().qualifiedName())
                    .endsWith("."));
  }

  @Test
  void givenCommand_whenCompletionIsGenerated_thenItIsOffered() {
    String script = picocli.AutoComplete.bash("wsplab", Main.commandLine());
    assertThat(commands.keySet())
        .allSatisfy(name -> assertThat(script).containsPattern("\\b" + name + "\\b"))
        .contains("facts", "trace");
    assertThat(script).contains("--perfetto", "--checks", "--scenario", "--as-base");
  }
}
