package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CheckCommandTest {
  private static final String LAYER = PassThroughLayer.class.getName();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Says that a receive has finished, whatever it did. */
  static final class SaysSuccess extends LayeredProvider {
    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      TransferResult result = super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
      return result.isPending() ? TransferResult.done(0, 0) : result;
    }
  }

  /** Hands out the handles below. */
  static final class SystemLayer extends LayeredProvider {
    SystemLayer() {
      super(LayerForm.IFS);
    }
  }

  /** A base that refuses everything. */
  static class EmptyBase extends BaseProvider {
    EmptyBase() {
      super("empty", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
    }
  }

  /** One that says what it offers. */
  static final class NamedBase extends EmptyBase {
    @SuppressWarnings("unused") // called by its name
    public List<ProtocolInfo> entries() {
      return List.of(ProtocolInfo.builder().ifsHandles(true).name("named").build());
    }
  }

  @Test
  void givenACorrectLayer_whenChecked_thenTheOverviewSaysSoAndTheStatusIs0() {
    assertThat(run("check", LAYER, "--only", "WSARecv/")).as(out + "\n" + err).isZero();
    assertThat(out.toString())
        .startsWith(LAYER + " (non-IFS layer), seed 1: 84 scenarios in ")
        .containsPattern("WSARecv +held +held +held +held +held +held")
        .containsPattern("check: ok\\R$");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void givenABrokenLayer_whenChecked_thenTheRuleIsNamedWithItsCureAndTheStatusIs1() {
    int status =
        run("check", SaysSuccess.class.getName(), "--only", "WSARecv/later/port", "--seed", "9");
    assertThat(status).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains(
            "WSP-IO-16: success is returned for an operation that has not finished",
            "  remedy:   return SOCKET_ERROR with WSA_IO_PENDING",
            "  again:    --only WSARecv/later/port/over-non-IFS --seed 9 (the same events)",
            "check: broken: ");
    assertThat(err.toString()).contains("broken: WSARecv/later/port/over-non-IFS: WSP-IO-16");
  }

  @Test
  void givenJunit_whenChecked_thenTheFileHasEveryScenario() throws IOException {
    Path file = folder.resolve("report.xml");
    assertThat(run("check", LAYER, "--only", "start/", "--junit", file.toString())).isZero();
    assertThat(Files.readString(file)).contains("<testsuite", "name=\"start/table\"");
  }

  @Test
  void givenList_whenAsked_thenNothingIsPlayedAndScenariosAndRulesAreNamed() {
    assertThat(run("check", LAYER, "--list", "--only", "start/table")).isZero();
    assertThat(out.toString().strip()).isEqualTo("start/table  LAY-PT-2");
  }

  @Test
  void givenAShard_whenChecked_thenItPlaysItsPart() {
    assertThat(run("check", LAYER, "--only", "catalog/", "--shard", "2/3")).isZero();
    assertThat(out.toString()).contains(": 1 scenarios in", "catalog/entries");
  }

  @Test
  void givenAnIfsLayer_whenChecked_thenItIsFoundOutFromTheClass() {
    assertThat(run("check", SystemLayer.class.getName(), "--only", "catalog/flag")).isZero();
    assertThat(out.toString()).contains("(IFS layer)");
  }

  @Test
  void givenAFactoryOfABase_whenChecked_thenItIsABase() {
    String loopback = "dev.wsplab.provider.loopback.LoopbackProvider#create";
    assertThat(run("check", loopback, "--only", "half-close")).as(out.toString()).isZero();
    assertThat(out.toString()).contains("(IFS base)").containsPattern("half-close +held");
  }

  @Test
  void givenABaseThatRefusesEverything_whenChecked_thenNothingIsBrokenAndItSaysUnsupported() {
    assertThat(run("check", EmptyBase.class.getName(), "--only", "WSARecv/later")).isZero();
    assertThat(out.toString())
        .contains("(non-IFS base)", "WSASocket gives WSAEOPNOTSUPP (10045)", "unsupported 6");
    assertThat(run("check", NamedBase.class.getName(), "--only", "WSARecv/later")).isZero();
    assertThat(out.toString()).contains("(IFS base)");
  }

  @Test
  void givenAJar_whenNamed_thenTheProviderIsTakenFromIt() throws IOException {
    Path jar = folder.resolve("layer.jar");
    String entry = LAYER.replace('.', '/') + ".class";
    try (JarOutputStream file = new JarOutputStream(Files.newOutputStream(jar));
        InputStream bytes = CheckCommandTest.class.getClassLoader().getResourceAsStream(entry)) {
      file.putNextEntry(new JarEntry(entry));
      file.write(bytes.readAllBytes());
    }
    assertThat(run("check", "--jar", jar.toString(), LAYER, "--only", "start/table")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no.such.Layer|name its jar with --jar, or put its folder into the environment variable CLASSPATH",
        "java.lang.String|it is no service provider",
        "dev.wsplab.provider.LayeredProvider|it is abstract",
        "dev.wsplab.provider.loopback.LoopbackProvider|no constructor without parameters",
        "dev.wsplab.provider.loopback.LoopbackProvider#none|no such method",
        "LAYER --shard 3/2|--shard 3/2: expected I/N, with I from 1 to N",
        "LAYER --shard x|--shard x: expected I/N",
        "LAYER --patience 0|--patience 0: expected 1 to 600 seconds",
        "LAYER --only nothing-is-called-so|no scenario has this name; --list shows them",
        "LAYER --seed x|Invalid value for option '--seed'",
        "LAYER --jar no-such.jar|--jar no-such.jar: it cannot be read",
        "--list|Missing required parameter: 'CLASS'",
      })
  void givenWrongArguments_whenChecked_thenTheMessageSaysWhatAndTheStatusIs2(
      String arguments, String message) {
    int status = run(("check " + arguments.replace("LAYER", LAYER)).split(" "));
    assertThat(status).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
