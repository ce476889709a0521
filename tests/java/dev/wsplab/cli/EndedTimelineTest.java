package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.nativehost.Modules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.lang3.ArrayUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code --timeline} when the process ends that plays a scenario. */
@Timeout(240)
class EndedTimelineTest {
  private static final String SCENARIO = "WSARecv/later/port/over-non-IFS";
  private static final String PAGE = "WSARecv_later_port_over-non-IFS.html";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String pageOf(String provider, String... more) throws IOException {
    String[] arguments = {"check", provider, "--only=" + SCENARIO, "--timeline=" + folder};
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(ArrayUtils.addAll(arguments, more));
    assertThat(status).as(out + "\n" + err).isEqualTo(Main.FAILED);
    assertThat(folder.resolve("index.html")).content().contains("href=\"" + PAGE + "\"");
    return Files.readString(folder.resolve(PAGE));
  }

  /** WSP-ERR-3. */
  @Test
  void givenALayerThatEndsTheProcess_whenChecked_thenThePageShowsAllUntilThenAndWhyItEnded()
      throws IOException {
    assertThat(pageOf(IsolatedCheckTest.Ends.class.getName()))
        .contains("the process ended while a scenario was played", "exit status 7")
        .contains("java:" + IsolatedCheckTest.Ends.class.getName(), "WSPRecv", "WSARecv");
  }

  /** WSP-ERR-3: in a thread of the module's own. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void givenALayerInCThatCrashes_whenChecked_thenThePageShowsTheFault() throws IOException {
    assertThat(pageOf(Modules.sample("layer_crashes").toString()))
        .contains("the process ended while a scenario was played", "SIGSEGV (0xb)", "si_addr")
        .contains("WSPRecv", "WSARecv");
  }
}
