package dev.wsplab.provider.nativehost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are no providers, or wrong ones: each is told by name, and the JVM goes on. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class BadModulesTest {
  // Where the headers of an ELF and of a PE file say for which processor it is, and of what kind.
  private static final boolean WINDOWS = RunningOn.isWindows();
  private static final int MACHINE = WINDOWS ? 4 : 18;
  private static final int TYPE = WINDOWS ? 22 : 16;
  private static final int PE_HEADER = 0x3C;

  @TempDir Path folder;

  private static WinsockException refusal(Path module) {
    try (Winsock winsock = ModuleWorld.over(module)) {
      WinsockException[] caught = new WinsockException[1];
      assertThatThrownBy(winsock::tcpSocket)
          .isInstanceOfSatisfying(WinsockException.class, e -> caught[0] = e);
      assertThat(caught[0].getMessage()).contains(module.toString());
      return caught[0];
    }
  }

  private static void assertNotLoaded(Path module, String reason) {
    assertRefused(module, reason, "CAT-SEL-5");
  }

  private static void assertRefused(Path module, String reason, String rule) {
    WinsockException refusal = refusal(module);
    assertThat(refusal.errno()).isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
    assertThat(refusal).hasMessageContaining(reason).hasMessageContaining(rule);
  }

  private Path changed(int at, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(Modules.file("completer"));
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((WINDOWS ? file.getInt(PE_HEADER) : 0) + at, (short) value);
    return Files.write(folder.resolve("changed.so"), bytes);
  }

  @Test
  void givenRelativePath_whenNamed_thenItIsRefusedAtOnce() {
    assertThatThrownBy(() -> NativeProvider.of(Path.of("layer.so")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absolute");
  }

  @Test
  void givenNoFile_whenStarted_thenItSaysSo() {
    assertNotLoaded(folder.resolve("missing.so"), "there is no such file");
  }

  @Test
  void givenFolder_whenStarted_thenItSaysSo() {
    assertNotLoaded(folder, "there is no such file");
  }

  @Test
  void givenText_whenStarted_thenItSaysSo() throws IOException {
    assertNotLoaded(
        Files.writeString(folder.resolve("text.so"), "hello"),
        WINDOWS ? "it is no DLL" : "no ELF library");
  }

  @Test
  void givenEmptyFile_whenStarted_thenItSaysSo() throws IOException {
    assertNotLoaded(Files.createFile(folder.resolve("empty.so")), "empty");
  }

  @Test
  void givenModuleForAnotherSystem_whenStarted_thenItSaysWhichOne() throws IOException {
    byte[] bytes = Arrays.copyOf((WINDOWS ? "\u007fELF" : "MZ").getBytes(US_ASCII), 4096);
    assertNotLoaded(
        Files.write(folder.resolve("foreign.dll"), bytes),
        WINDOWS ? "module for Linux" : "module for Windows");
  }

  @Test
  void givenAnotherProcessor_whenStarted_thenBothAreNamed() throws IOException {
    assertNotLoaded(
        changed(MACHINE, 243),
        WINDOWS
            ? "it is built for another processor, this process is "
            : "it is built for RISC-V, this process is ");
  }

  @Test
  void givenProgram_whenStarted_thenItSaysWhatIsExpected() throws IOException {
    assertNotLoaded(changed(TYPE, 2), WINDOWS ? "a program, no DLL" : "no shared library");
  }

  @Test
  void givenHalfAFile_whenStarted_thenItSaysSo() throws IOException {
    byte[] bytes = Files.readAllBytes(Modules.file("completer"));
    Path half = folder.resolve("half.so");
    Files.write(half, Arrays.copyOf(bytes, 5000));
    assertNotLoaded(half, "a part of the file is missing");
  }

  @Test
  void givenNoStartup_whenStarted_thenItNamesTheRule_WSP_START_1() {
    assertRefused(Modules.file("nothing"), "exports no WSPStartup", "WSP-START-1");
  }

  @Test
  void givenImportsThatNobodyHas_whenStarted_thenAllAreNamed() {
    WinsockException refusal = refusal(Modules.file("missing"));
    assertThat(refusal)
        .hasMessageContaining("wsplab_NoSuchFunction")
        .hasMessageContaining("CAT-SEL-5")
        .hasMessageContaining("WSCNoSuchFunction");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "copies keep their names there")
  void givenLibrariesBesideIt_whenTheirCopiesCannotHaveNamesOfTheirOwn_thenItSaysWhy() {
    assertNotLoaded(Modules.file("with_tiny_helper"), "helper=h: its copy needs a name of its own");
    assertNotLoaded(
        Modules.file("with_ends"), "helper=helper.so: its copy needs a name of its own");
  }

  @Test
  void givenStartupThatFails_whenStarted_thenItsErrorIsTold_WSP_START_2() {
    assertRefused(Modules.file("fails"), "WSASYSNOTREADY", "WSP-START-2");
  }

  @Test
  void givenNoTable_whenStarted_thenItSaysSo_WIN_H5() {
    WinsockException refusal = refusal(Modules.file("no_table"));
    assertThat(refusal.errno()).isEqualTo(WsaError.WSAEINVALIDPROCTABLE.code());
    assertThat(refusal).hasMessageContaining("gave no table").hasMessageContaining("WIN-H5");
  }

  @Test
  void givenGapsInTheTable_whenStarted_thenEachIsNamed_LAY_PT_2() {
    WinsockException refusal = refusal(Modules.file("gaps"));
    assertThat(refusal.errno()).isEqualTo(WsaError.WSAEINVALIDPROCTABLE.code());
    assertThat(refusal)
        .hasMessageContaining(Modules.file("gaps").toString())
        .hasMessageContaining("WSP_BIND, WSP_IOCTL")
        .hasMessageContaining("LAY-PT-2");
  }

  private static Throwable whatSendThrows(String module) {
    try (Winsock winsock = ModuleWorld.over(module);
        ClientSocket socket = winsock.tcpSocket();
        NativeBlock data = NativeBlock.allocate(3)) {
      Throwable[] caught = new Throwable[1];
      assertThatThrownBy(() -> socket.send(WsaBuffers.of(data)))
          .satisfies(e -> caught[0] = e)
          .hasMessageContaining(Modules.file(module).toString())
          .hasMessageContaining("WSPSend");
      assertThat(Thread.currentThread().isAlive()).isTrue();
      assertThat(winsock.violations()).extracting("rule").contains("WSP-ERR-3");
      return caught[0];
    }
  }

  @Test
  void givenProviderThatThrows_whenCalled_thenTheExceptionEndsAtTheBoundary_WSP_ERR_3() {
    assertThat(whatSendThrows("throws")).hasMessageContaining("C++ exception");
  }

  @Test
  void givenProviderThatEndsItsThread_whenCalled_thenTheThreadGoesOn_WSP_ERR_3() {
    assertThat(whatSendThrows("ends_thread")).hasMessageContaining("ended its thread");
  }

  @Test
  void
      givenPointersThatAreNone_whenUpcallsGetThem_thenTheyAnswerWsaefaultAndEachIsTold_WPU_GEN_6() {
    NativeProvider module = Modules.provider("bad_pointers");
    try (Winsock winsock = ModuleWorld.over(module);
        ClientSocket socket = winsock.tcpSocket();
        NativeBlock data = NativeBlock.allocate(3)) {
      assertThat(socket.send(WsaBuffers.of(data))).isEqualTo(3);

      assertThat(winsock.violations())
          .filteredOn(violation -> violation.rule().equals("WPU-GEN-6"))
          .allSatisfy(
              violation -> assertThat(violation.provider()).isEqualTo(module.file().toString()))
          .extracting(violation -> violation.expected() + " / " + violation.seen())
          .containsExactly(
              "WPUGetProviderPath: lpProviderId is an address that can be read and written"
                  + " / lpProviderId: nothing is at 0x10",
              "WPUQuerySocketHandleContext: lpContext is an address that can be read and written"
                  + " / lpContext: nothing is at 0x30",
              "WPUCloseEvent: lpErrno is an address that can be read and written"
                  + " / lpErrno: nothing is at 0x20");
    }
  }
}
