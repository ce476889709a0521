package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

  @Test
  void givenCommand_whenHelpIsPrinted_thenItHasItsExitStatusAndFits() {
    commands.forEach(
        (name, command) -> {
          String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
          assertThat(help.lines()).as(name).allMatch(line -> line.length() <= 120);
          if (!name.equals("generate-completion")) {
            assertThat(help).as(name).contains("Exit status: ");
          }
        });
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
