package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** {@code --timeline}. */
@Timeout(240)
class TimelineOptionTest {
  private static final String BROKEN = CheckCommandTest.SaysSuccess.class.getName();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<String> files(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** WSP-IO-16. */
  @Test
  void givenBrokenScenarios_whenChecked_thenEachHasAPageAndTheIndexLeadsToIt() throws Exception {
    Path pages = folder.resolve("new").resolve("pages");

    int status =
        run("check", BROKEN, "--only", "WSARecv/later/port", "--timeline", pages.toString());

    assertThat(status).as(out + "\n" + err).isEqualTo(Main.FAILED);
    assertThat(err.toString()).contains("timelines: " + pages.resolve("index.html"));
    assertThat(files(pages))
        .containsExactly(
            "WSARecv_later_port_over-IFS.html",
            "WSARecv_later_port_over-non-IFS.html",
            "index.html");
    Document index =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pages.resolve("index.html").toFile());
    NodeList links = index.getElementsByTagName("a");
    assertThat(links.getLength()).isEqualTo(4); // below the rule, and in the list of scenarios
    for (int i = 0; i < links.getLength(); i++) {
      String file = links.item(i).getAttributes().getNamedItem("href").getNodeValue();
      assertThat(pages.resolve(file)).exists().content().contains("WSP-IO-16");
    }
  }

  @Test
  void givenChildProcess_whenChecked_thenThePagesAreThereToo() throws IOException {
    int status =
        run(
            "check",
            BROKEN,
            "--only=WSARecv/later/port/over-IFS",
            "--isolated",
            "--timeline=" + folder);

    assertThat(status).as(out + "\n" + err).isEqualTo(Main.FAILED);
    assertThat(files(folder)).containsExactly("WSARecv_later_port_over-IFS.html", "index.html");
  }

  @Test
  void givenNothingBroken_whenChecked_thenTheIndexAloneIsThere() throws IOException {
    int status =
        run(
            "check",
            PassThroughLayer.class.getName(),
            "--only=WSARecv/later/port",
            "--timeline=" + folder);

    assertThat(status).as(out + "\n" + err).isZero();
    assertThat(files(folder)).containsExactly("index.html");
  }

  @Test
  void givenFileInItsPlace_whenChecked_thenItIsRefusedBeforeAnythingIsPlayed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(run("check", BROKEN, "--timeline", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--timeline " + file, "expected a folder");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void givenDemo_whenItRuns_thenItsPageShowsTheLayer() throws IOException {
    Path page = folder.resolve("demo.html");

    assertThat(run("demo", "--timeline", page.toString())).as(out + "\n" + err).isZero();
    assertThat(out.toString()).contains("timeline: " + page);
    // Any of the workers may have done it all.
    assertThat(Files.readString(page))
        .contains("CountingLayer", "AcceptEx")
        .containsPattern("http-worker-\\d");
  }

  @Test
  void givenNameThatEndsInJson_whenTheDemoRuns_thenItIsWrittenForPerfetto() throws IOException {
    Path trace = folder.resolve("demo.json");

    assertThat(run("demo", "--timeline", trace.toString())).as(out + "\n" + err).isZero();
    assertThat(trace).content().startsWith("{").contains("\"traceEvents\":[", "WSPRecv");
  }

  @Test
  void givenFolderInsteadOfAFile_whenTheDemoRuns_thenItIsRefused() {
    assertThat(run("demo", "--timeline", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--timeline " + folder, "expected a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo.svg", "demo.txt", "demo"})
  void givenNameThatSaysNothingOfAPage_whenTheDemoIsAskedFor_thenItIsRefusedBeforeItRuns(
      String name) {
    Path file = folder.resolve(name);

    assertThat(run("demo", "--timeline", file.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("--timeline " + file, "expected one in .html or .json");
    assertThat(file).doesNotExist();
  }
}
