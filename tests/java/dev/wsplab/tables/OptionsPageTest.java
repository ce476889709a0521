package dev.wsplab.tables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** docs/options.md says which options and ioctls each base knows: every one is tried here. */
class OptionsPageTest {
  @Test
  void givenPage_whenEveryOptionAndIoctlIsTried_thenItSaysWhatHappened() {
    String measured = OptionsPage.write();
    if (Documents.areWritten()) {
      Documents.write(Documents.OPTIONS, measured);
    }

    assertThat(Documents.read(Documents.OPTIONS))
        .as("docs/options.md is as scripts/tables writes it")
        .isEqualTo(measured);
    assertThat(measured).contains("| TCP_NODELAY | get, set |").contains("| FIONBIO | yes |");
  }
}
