package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.cli.CommandProcess.Ended;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.verifier.faulty.KeepsHandles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications in C that end the process by {@code exit}, of which no shutdown hook hears. */
@Timeout(120)
@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "an application is no library in our process there, but a program")
class ExitInCTest {
  private static final String EXITS = Modules.file("exits").toString();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void givenAnApplicationThatExits_whenRun_thenItsStatusIsTheCommands(int status) throws Exception {
    Ended ended =
        CommandProcess.wsplab("run", "--base", "memory", "--", EXITS, String.valueOf(status));

    assertThat(ended.status()).as("%s", ended).isEqualTo(status);
    assertThat(ended.out() + ended.err()).isEqualToIgnoringNewLines("goodbye");
  }

  /** WSP-CLOSE-5. */
  @Test
  void givenAFaultyLayer_whenAnApplicationExits_thenTheBrokenRuleIsToldAndItsZeroDoesNotPass()
      throws Exception {
    String layer = KeepsHandles.class.getName();

    Ended ended =
        CommandProcess.wsplab("run", "--base", "memory", "--layer", layer, "--", EXITS, "0");

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out() + ended.err())
        .contains("WSP-CLOSE-5: ", "remedy: ", layer)
        .contains("goodbye");
  }

  @Test
  void givenAnApplicationThatExits_whenCheckedAsAClient_thenTheStatusIsNotThatOfAGoodRun()
      throws Exception {
    Ended ended = CommandProcess.wsplab("check", "--client", EXITS);

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out() + ended.err()).contains("the process was ended while the client ran");
  }

  @Test
  void givenAnApplicationThatExits_whenTraced_thenTheFileIsThere() throws Exception {
    Path file = folder.resolve("left.txt");

    Ended ended =
        CommandProcess.wsplab("trace", "--base", "memory", "--out", file.toString(), EXITS, "0");

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out() + ended.err())
        .contains("the process was ended while the client ran", "trace: ");
    assertThat(file).content().contains("WSPSocket");
  }
}
