package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.platform.RunningOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the library is unpacked, and what is said when it cannot be used. */
class ShimFileTest {
  private static final byte[] CONTENT = {1, 2, 3, 4};

  @TempDir Path base;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void givenEmptyFolder_whenUnpacked_thenFoldersArePrivateAndFileIsWhole() throws IOException {
    Path file = ShimFile.unpack(base, CONTENT);

    assertThat(file).hasBinaryContent(CONTENT);
    if (RunningOn.isPosix()) {
      assertThat(mode(file.getParent())).isEqualTo("rwx------");
      assertThat(mode(file.getParent().getParent())).isEqualTo("rwx------");
    }
  }

  @Test
  void givenSameContent_whenUnpackedAgain_thenTheSameFileIsUsedAndNothingElseLeft()
      throws IOException {
    Path first = ShimFile.unpack(base, CONTENT);
    FileTime made = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(first, made);

    assertThat(ShimFile.unpack(base, CONTENT)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first)).as("not written again").isEqualTo(made);
    try (Stream<Path> files = Files.list(first.getParent())) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void givenOtherContent_whenUnpacked_thenItHasAFolderOfItsOwn() {
    assertThat(ShimFile.unpack(base, CONTENT)).isNotEqualTo(ShimFile.unpack(base, new byte[] {9}));
  }

  @Test
  void givenDamagedFile_whenUnpacked_thenItIsReplaced() throws IOException {
    Path file = ShimFile.unpack(base, CONTENT);
    Files.write(file, new byte[] {1, 2});

    assertThat(ShimFile.unpack(base, CONTENT)).hasBinaryContent(CONTENT);
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "there the user's own folder is private by itself")
  void givenFolderThatOthersMayWrite_whenUnpacked_thenItIsRefusedWithTheRemedy()
      throws IOException {
    Path file = ShimFile.unpack(base, CONTENT);
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> ShimFile.unpack(base, CONTENT))
        .isInstanceOf(ShimLoadException.class)
        .hasMessageContaining("expected a folder of")
        .hasMessageContaining("rwxrwxrwx")
        .hasMessageContaining("-Dwsplab.tmpdir");
  }

  @Test
  void givenFileInPlaceOfFolder_whenUnpacked_thenMessageNamesFolderAndRemedy() throws IOException {
    Path file = Files.write(base.resolve("file"), CONTENT);

    assertThatThrownBy(() -> ShimFile.unpack(file, CONTENT))
        .isInstanceOf(ShimLoadException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("-Dwsplab.tmpdir");
  }

  @Test
  void givenManyThreads_whenAllUnpackAtOnce_thenAllGetTheSameWholeFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    byte[] large = new byte[1 << 20];
    try {
      List<Future<Path>> files = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        files.add(threads.submit(() -> ShimFile.unpack(base, large)));
      }
      for (Future<Path> file : files) {
        assertThat(file.get(30, TimeUnit.SECONDS)).hasSize(large.length);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** A JVM of its own: unpacks, opens, binds. */
  static final class OtherProcess {
    public static void main(String[] arguments) {
      System.out.println("owner " + Kernel.get().newOwner());
    }
  }

  @Test
  void givenTwoProcessesAtOnce_whenBothLoad_thenBothWork() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dwsplab.tmpdir=" + base,
                  "-cp",
                  System.getProperty("java.class.path"),
                  OtherProcess.class.getName())
              .redirectErrorStream(true)
              .start());
    }
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said).contains("owner 1");
    }
  }

  @Test
  void givenFileThatIsNoLibrary_whenOpened_thenMessageNamesItAndTheRemedy() throws IOException {
    Path file = Files.write(base.resolve("libwsplab-shim.so"), CONTENT);

    assertThatThrownBy(() -> ShimLibrary.open(file))
        .isInstanceOf(ShimLoadException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("noexec")
        .hasMessageContaining("-Dwsplab.tmpdir");
  }

  @Test
  void givenAnotherVersion_whenChecked_thenMessageSaysExpectedFoundAndRemedy() {
    assertThatThrownBy(() -> ShimLibrary.requireVersion(Path.of("some.so"), 99))
        .isInstanceOf(ShimLoadException.class)
        .hasMessageContaining("some.so")
        .hasMessageContaining("ABI version 99")
        .hasMessageContaining("need " + ShimLibrary.ABI_VERSION)
        .hasMessageContaining("one jar");
  }
}
