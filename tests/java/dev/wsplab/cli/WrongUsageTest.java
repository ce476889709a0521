package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import picocli.CommandLine;

/** What somebody sees who has mistyped a command. */
class WrongUsageTest {
  private final StringWriter err = new StringWriter();

  private List<String> refused(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute(arguments)).isEqualTo(Main.USAGE);
    return err.toString().lines().toList();
  }

  @Test
  void givenOptionThatIsNone_whenTyped_thenTheMistakeIsNotPushedOffTheScreen() {
    assertThat(refused("check", "Layer", "--bogus"))
        .containsExactly("Unknown option: '--bogus'", "wsplab check --help tells what it takes");
  }

  @Test
  void givenOptionThatIsNone_whenAClassFollowsIt_thenOnlyTheOptionIsFoundFaultWith() {
    assertThat(refused("check", "Layer", "--bogus", "Other"))
        .containsExactly("Unknown option: '--bogus'", "wsplab check --help tells what it takes");
  }

  @Test
  void givenSecondProvider_whenTyped_thenTheMessageSaysWhatTheCommandTakes() {
    assertThat(refused("check", "Layer", "Other").get(0))
        .startsWith("'Other' is one too many: wsplab check takes ")
        .endsWith(" besides its options");
  }

  @Test
  void givenWordForACommandOfOptions_whenTyped_thenTheMessageSaysSo() {
    assertThat(refused("doctor", "Other").get(0))
        .isEqualTo("'Other' is one too many: wsplab doctor takes options alone");
  }

  @Test
  void givenOptionThatIsNearlyOne_whenTyped_thenTheRightOneIsNamed() {
    assertThat(refused("facts", "--onyl", "WIN-18"))
        .hasSizeLessThan(5)
        .anySatisfy(line -> assertThat(line).contains("--only"));
  }

  @Test
  void givenCommandThatIsNearlyOne_whenTyped_thenTheRightOneIsNamed() {
    assertThat(refused("chek").get(0)).isEqualTo("'chek' is no command");
    assertThat(refused("chek")).anySatisfy(line -> assertThat(line).contains("wsplab check"));
  }

  @Test
  void givenNoCommand_whenTyped_thenAllAreShown() {
    assertThat(refused())
        .anySatisfy(line -> assertThat(line).startsWith("Usage: wsplab"))
        .anySatisfy(line -> assertThat(line).contains("doctor"));
  }

  @Test
  void givenNoMistake_whenTheVersionIsAskedFor_thenItIsTheBuildsWithWhatItRunsOn()
      throws Exception {
    StringWriter out = new StringWriter();

    assertThat(Main.commandLine().setOut(new PrintWriter(out, true)).execute("--version")).isZero();

    Document pom =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("pom.xml"));
    String version =
        XPathFactory.newInstance()
            .newXPath()
            .evaluate("/project/version", pom.getDocumentElement());
    assertThat(out.toString().lines())
        .hasSize(3)
        .contains("wsplab " + version)
        .anyMatch(line -> line.startsWith("Java " + System.getProperty("java.version")));
  }
}
