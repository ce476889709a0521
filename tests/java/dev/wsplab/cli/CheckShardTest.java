package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.cli.CheckCommandTest.SaysSuccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** docs/scale-out.md: the parts of a check, run apart, are together what one run is. */
@Timeout(300)
class CheckShardTest {
  private static final int PARTS = 3;

  @TempDir Path folder;

  @Test
  void givenCorrectLayer_whenPartsAreRunApart_thenTogetherTheyAreOneRun() throws Exception {
    String layer = PassThroughLayer.class.getName();
    Map<String, String> alone = check(layer, "1/1", Main.OK);
    assertThat(together(layer, Main.OK)).isEqualTo(alone).hasSizeGreaterThan(PARTS);
    assertThat(alone).doesNotContainValue("failure");
  }

  @Test
  void givenFaultyLayer_whenPartsAreRunApart_thenTogetherTheyFindWhatOneRunFinds()
      throws Exception {
    String layer = SaysSuccess.class.getName();
    Map<String, String> alone = check(layer, "1/1", Main.FAILED);
    assertThat(together(layer, Main.FAILED)).isEqualTo(alone).hasSizeGreaterThan(PARTS);
    assertThat(alone).containsValue("failure");
  }

  /** Of each scenario in the JUnit reports of all parts what became of it. */
  private Map<String, String> together(String layer, int status) throws Exception {
    Map<String, String> found = new TreeMap<>();
    for (int part = 1; part <= PARTS; part++) {
      check(layer, part + "/" + PARTS, status)
          .forEach((name, outcome) -> assertThat(found.put(name, outcome)).as(name).isNull());
    }
    return found;
  }

  private Map<String, String> check(String layer, String shard, int status) throws Exception {
    Path report = folder.resolve(shard.replace('/', '-') + ".xml");
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int found =
        Main.commandLine()
            .setOut(out)
            .setErr(out)
            .execute(
                "check",
                layer,
                "--only",
                "WSARecv/later",
                "--patience",
                "1",
                "--shard",
                shard,
                "--junit",
                report.toString());
    assertThat(found).as("%s", said).isEqualTo(status);
    return outcomes(report);
  }

  private static Map<String, String> outcomes(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element scenario = (Element) cases.item(i);
      found.put(scenario.getAttribute("name"), outcome(scenario));
    }
    return found;
  }

  private static String outcome(Element scenario) {
    if (scenario.getElementsByTagName("failure").getLength() > 0) {
      return "failure";
    }
    return scenario.getElementsByTagName("skipped").getLength() > 0 ? "skipped" : "held";
  }
}
