package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;

/** docs/options.md says which options and ioctls each base knows: every one is tried here. */
class OptionsPageTest {
  private static final String KEEP_ALIVE = "| SIO_KEEPALIVE_VALS | yes | - WSAEINVAL | ";

  @Test
  @OnWine(value = "WSP-IOCTL-2", instead = "the times of keep-alive probes cannot be set")
  void givenPage_whenEveryOptionAndIoctlIsTried_thenItSaysWhatHappened() {
    String measured = OptionsPage.write();
    if (Documents.areWritten()) {
      Documents.write(Documents.OPTIONS, measured);
    }

    String page = Documents.read(Documents.OPTIONS);
    if (RunningOn.isWine()) {
      page = page.replace(KEEP_ALIVE + "yes |", KEEP_ALIVE + "- WSAENOPROTOOPT |");
    }

    assertThat(page).as("docs/options.md is as scripts/tables writes it").isEqualTo(measured);
    assertThat(measured).contains("| TCP_NODELAY | get, set |").contains("| FIONBIO | yes |");
  }
}
