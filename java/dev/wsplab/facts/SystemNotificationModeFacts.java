package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Windows' own; and what the library has no functions for. */
class SystemNotificationModeFacts extends NotificationModeFacts {
  private static final int FILE_IO_COMPLETION_NOTIFICATION_INFORMATION = 41;
  private static final int STATUS_INFO_LENGTH_MISMATCH = 0xC0000004;

  @Override
  WindowsApi open() {
    return new SystemWindows();
  }

  @Test
  void givenWrongLength_whenModesAreSetNatively_thenLengthMismatch_WIN_29() {
    int status =
        SystemNtdll.NtSetInformationFile(
            SystemMemory.pointer(windows.socket(true)),
            new Block(2 * WORD).pointer(),
            new Block(4).pointer(),
            3,
            FILE_IO_COMPLETION_NOTIFICATION_INFORMATION);

    assertThat(status).isEqualTo(STATUS_INFO_LENGTH_MISMATCH);
  }
}
