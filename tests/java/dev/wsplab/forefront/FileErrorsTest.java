package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Which Win32 error each exception of Java's file I/O becomes, in any language of the system. */
class FileErrorsTest {
  private static final Map<Integer, String> GERMAN =
      Map.of(
          14, "Ungültige Adresse",
          21, "Ist ein Verzeichnis",
          28, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar");

  private static FileSystemException because(String reason) {
    return new FileSystemException("/a/file", null, reason);
  }

  /** FWX-87: closed or cancelled 995, access 5, missing 2, other 1117. */
  @Test
  void givenExceptionsWithATypeOfTheirOwn_whenTranslated_thenByTheirType() {
    assertThat(FileErrors.of(new ClosedChannelException())).isEqualTo(995);
    assertThat(FileErrors.of(new AsynchronousCloseException())).isEqualTo(995);
    assertThat(FileErrors.of(new CancellationException())).isEqualTo(995);
    assertThat(FileErrors.of(new AccessDeniedException("f"))).isEqualTo(5);
    assertThat(FileErrors.of(new NonReadableChannelException())).isEqualTo(5);
    assertThat(FileErrors.of(new NonWritableChannelException())).isEqualTo(5);
    assertThat(FileErrors.of(new NoSuchFileException("f"))).isEqualTo(2);
    assertThat(FileErrors.of(new FileAlreadyExistsException("f"))).isEqualTo(80);
    assertThat(FileErrors.of(new AccessViolationException(16))).isEqualTo(998);
    assertThat(FileErrors.of(new IOException("Input/output error"))).isEqualTo(1117);
    assertThat(FileErrors.of(new IOException())).as("no text at all").isEqualTo(1117);
    assertThat(FileErrors.of(because(null))).isEqualTo(1117);
    assertThat(FileErrors.of(new IllegalStateException("no space"))).isEqualTo(1117);
  }

  /** FWX-87, FWX-74d: no type of Java's says that a disk is full; the system's own words do. */
  @Test
  void givenTextsOfThisSystem_whenTranslated_thenDiskFullAndBadAddress() {
    assumeTrue(!Platform.isWindows(), "files at a path are the system's own there");
    Function strerror = Function.getFunction(Platform.C_LIBRARY_NAME, "strerror");
    String full = strerror.invokeString(new Object[] {28}, false);
    String address = strerror.invokeString(new Object[] {14}, false);
    assertThat(FileErrors.of(new IOException(full))).isEqualTo(112);
    assertThat(FileErrors.of(because(full))).isEqualTo(112);
    assertThat(FileErrors.of(new IOException(address))).isEqualTo(998);
  }

  /** FWX-87 where the system speaks another language. */
  @Test
  void givenTextsInAnotherLanguage_whenLookedUp_thenTheSameErrors() {
    ErrnoTexts texts = new ErrnoTexts(GERMAN::get);
    assertThat(texts.errorOf("auf dem gerät ist KEIN Speicherplatz mehr verfügbar")).isEqualTo(112);
    assertThat(texts.errorOf("/a/file: Ungültige Adresse")).isEqualTo(998);
    assertThat(texts.errorOf("Ist ein Verzeichnis")).isEqualTo(5);
    assertThat(texts.errorOf("Eingabe-/Ausgabefehler")).isZero();
    assertThat(texts.errorOf(null)).isZero();
    assertThat(new ErrnoTexts(errno -> "").errorOf("anything"))
        .as("a system without texts")
        .isZero();
  }

  /** FWX-87: a real disk that is full, told by the callback. */
  @Test
  void givenDeviceThatIsAlwaysFull_whenWritten_thenDiskFull() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "this system has no /dev/full");
    try (FwxService service = FwxService.builder().manualPump().build();
        NativeBlock data = NativeBlock.allocate(10)) {
      FileOptions existing = FileOptions.writing().with(CreationDisposition.OPEN_EXISTING);
      int handle = service.files().createFile(full, existing).orThrow();
      assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
      Notes notes = new Notes();
      FwxOverlapped object = service.firewall().createOverlapped().orThrow();
      object.setNotificationInterface(notes, 1);
      service.files().writeFile(handle, data, 10, Bench.at(object, 0));
      service.pump().runUntilIdle(Duration.ofSeconds(20));
      assertThat(notes.only().success()).isFalse();
      assertThat(notes.only().error()).isEqualTo(112);
      object.release();
      service.files().closeHandle(handle);
    }
  }
}
