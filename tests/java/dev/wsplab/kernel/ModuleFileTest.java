package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that are no modules for here, wherever here is. */
class ModuleFileTest {
  @TempDir private Path folder;

  private Path elf(int machine, int type) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(0, 0x464C457F).putShort(16, (short) type).putShort(18, (short) machine);
    return Files.write(folder.resolve("elf-" + machine + "-" + type), head.array());
  }

  private Path windows(int machine) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    head.putShort(0, (short) 0x5A4D).putInt(0x3C, 128).putInt(128, 0x4550);
    head.putShort(132, (short) machine);
    return Files.write(folder.resolve("pe-" + machine), head.array());
  }

  private static ModuleFile onLinux(Path file) {
    return new ModuleFile(file, "Linux", "x86-64");
  }

  private void refused(Path file, String what, String remedy) {
    assertThatIllegalArgumentException()
        .isThrownBy(onLinux(file)::check)
        .withMessageStartingWith("module=" + file.toAbsolutePath() + ": " + what)
        .withMessageContaining("a shared library for Linux on x86-64: " + remedy);
  }

  @Test
  void givenModulesForHere_whenChecked_thenTheyPass() throws IOException {
    assertThatCode(onLinux(elf(62, 3))::check).doesNotThrowAnyException();
    assertThatCode(new ModuleFile(windows(0x8664), "Windows", "x86-64")::check)
        .doesNotThrowAnyException();
    assertThatCode(new ModuleFile(windows(0x14C), "Windows", "x86")::check)
        .doesNotThrowAnyException();
    Path universal = Files.write(folder.resolve("fat"), new byte[] {-54, -2, -70, -66, 0, 0});
    assertThatCode(new ModuleFile(universal, "macOS", "aarch64")::check).doesNotThrowAnyException();
  }

  @Test
  void givenModulesForElsewhere_whenChecked_thenWhereIsToldAndWhatToDo() throws IOException {
    refused(elf(183, 3), "it is built for Linux on aarch64", "compile it for this system");
    refused(elf(999, 3), "it is built for Linux on another processor (0x3e7)", "compile it");
    refused(windows(0x8664), "it is built for Windows on x86-64", "compile it");
    Path universal = Files.write(folder.resolve("fat"), new byte[] {-54, -2, -70, -66});
    refused(universal, "it is built for macOS", "compile it");
  }

  @Test
  void givenFilesThatAreNoModules_whenChecked_thenEachSaysWhyAndWhatToDo() throws IOException {
    refused(folder.resolve("none"), "there is no such file", "build it, or correct the path");
    refused(folder, "it is a folder", "name the file in it");
    refused(elf(62, 1), "it is no shared library", "link it with -shared");
    Path text = folder.resolve("text");
    for (String content : new String[] {"", "M", "MZ", "int main() {}"}) {
      Files.write(text, content.getBytes(StandardCharsets.US_ASCII));
      refused(text, "it is no library of any system known here", "name what the linker has made");
    }
    Path lost = Files.write(folder.resolve("lost"), windowsWithHeaderAt(-5));
    refused(lost, "it is no library", "name what the linker has made");
  }

  private static byte[] windowsWithHeaderAt(int place) {
    ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    return head.putShort(0, (short) 0x5A4D).putInt(0x3C, place).array();
  }

  @Test
  void givenNoFile_whenRequiredForThisSystem_thenTheWholePathIsInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModuleFile.require(Path.of("no-such-module")))
        .withMessageContaining("module=" + Path.of("no-such-module").toAbsolutePath())
        .withMessageContaining("begins at " + Path.of("").toAbsolutePath());
  }
}
