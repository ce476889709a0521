package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.commons.lang3.ArrayUtils;
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
        .startsWith(LAYER + " (non-IFS layer), seed 1: 108 scenarios in ")
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
  void givenARuleThatNobodyLooksAt_whenChecked_thenItIsRefusedAndTheMessageSaysSo() {
    assertThat(run("check", LAYER, "--only", "WPU-COMPLETE-81")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--only WPU-COMPLETE-81: no scenario and no check of the verifier looks at this");
  }

  /** The same scenarios, with results that show later. */
  @Test
  void givenDeferredTiming_whenChecked_thenTheReportSaysSoAndHowToRepeatIt() {
    String[] given = {
      "check", SaysSuccess.class.getName(), "--only", "WSARecv/later/port", "--timing", "deferred"
    };
    assertThat(run(given)).isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains(
            "(non-IFS layer), seed 1, deferred: ",
            "  again:    --only WSARecv/later/port/over-non-IFS --seed 1 --timing deferred (same"
                + " decisions, timing may differ)");
  }

  @Test
  void givenATimingThatIsNone_whenChecked_thenItIsRefused() {
    assertThat(run("check", LAYER, "--timing", "late")).isEqualTo(2);
    assertThat(err.toString()).contains("--timing late: expected immediate or deferred");
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
    assertThat(out.toString()).contains(": 1 scenario in", "catalog/entries");
  }

  @Test
  void givenMorePartsThanScenarios_whenAnEmptyOneIsChecked_thenItIsSaidAndNothingIsBroken() {
    for (String isolated : List.of("--isolated", "--no-isolated")) {
      String[] given = {"check", LAYER, "--only", "catalog/", "--shard", "9/9", isolated};
      assertThat(run(given)).as(err.toString()).isZero();
      assertThat(out.toString()).contains(": 0 scenarios in", "check: ok");
      assertThat(err.toString()).contains("--shard 9/9: there are fewer scenarios than parts");
    }
  }

  @Test
  void givenARuleInSmallLetters_whenListed_thenItIsTheRule() {
    assertThat(run("check", LAYER, "--list", "--only", "wsp-shutdown-1")).isZero();
    assertThat(out.toString().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("WSP-SHUTDOWN-1"));
  }

  /**
   * The verifier looks at it in each scenario: a run for it must not miss what all of them show.
   */
  @Test
  void givenARuleThatTheVerifierLooksAt_whenListed_thenEveryScenarioIsThere() {
    assertThat(run("check", LAYER, "--list")).isZero();
    long all = out.toString().lines().count();
    out.getBuffer().setLength(0);
    assertThat(run("check", LAYER, "--list", "--only", "lay-pt-2")).isZero();
    assertThat(out.toString().lines()).hasSize((int) all).contains("start/table  LAY-PT-2");
  }

  @Test
  void givenARuleThatManyScenariosBreak_whenChecked_thenTheErrorStreamTellsItOnce() {
    String layer = SaysSuccess.class.getName();
    assertThat(run("check", layer, "--only", "WSARecv/later")).isEqualTo(Main.FAILED);
    assertThat(out.toString()).contains(", and 11 more");
    assertThat(err.toString().lines()).doesNotHaveDuplicates();
    assertThat(err.toString()).containsOnlyOnce(": WSP-IO-16 success is returned");
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
  void givenABaseThatRefusesEverything_whenChecked_thenThatIsBrokenAndNotHeld() {
    assertThat(run("check", EmptyBase.class.getName(), "--only", "WSARecv/later"))
        .isEqualTo(Main.FAILED);
    assertThat(out.toString())
        .contains("(non-IFS base)", "WSASocket gives WSAEOPNOTSUPP (10045)", "held 0, broken 6");
    assertThat(run("check", NamedBase.class.getName(), "--only", "WSARecv/later"))
        .isEqualTo(Main.FAILED);
    assertThat(out.toString()).contains("(IFS base)");
  }

  /** Needs something that is not there. */
  static final class RefusesToStart extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      return StartupResult.failed(WsaError.WSASYSNOTREADY.code(), "no file layer.conf");
    }
  }

  static final class ThrowsInItsStart extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      throw new IllegalStateException("a bug in the start");
    }
  }

  /** Can be made once. */
  static final class OnlyOne extends LayeredProvider {
    private static final AtomicBoolean MADE = new AtomicBoolean();

    OnlyOne() {
      if (MADE.getAndSet(true)) {
        throw new IllegalStateException("there is one already");
      }
    }
  }

  static final class HangsInItsStart extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return StartupResult.failed(WsaError.WSASYSNOTREADY);
    }
  }

  /** WSP-START-2: not a broken scenario each, but one message. */
  @Test
  void givenALayerThatDoesNotStart_whenChecked_thenThatIsToldOnceAndTheStatusIs2() {
    assertThat(run("check", RefusesToStart.class.getName())).isEqualTo(Main.USAGE);
    assertThat(err.toString())
        .startsWith(
            "wsplab: "
                + RefusesToStart.class.getName()
                + ": it cannot start, so nothing was played: WSPStartup gives WSASYSNOTREADY (10091)"
                + " (no file layer.conf); expected 0, and version 2.2")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ThrowsInItsStart|WSPStartup throws java.lang.IllegalStateException: a bug in the start",
        "OnlyOne|a second one cannot be made or installed",
        "HangsInItsStart|HangsInItsStart does not return (no return after ",
      })
  void givenALayerThatCannotStart_whenChecked_thenTheMessageSaysWhy(String layer, String why) {
    String name = CheckCommandTest.class.getName() + "$" + layer;
    assertThat(run("check", name, "--patience", "1")).as(out + "\n" + err).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains("it cannot start, so nothing was played: ", why);
    assertThat(out.toString()).isEmpty();
  }

  /** A jar without what it depends on. */
  static final class LinksBadly extends LayeredProvider {
    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      throw new NoClassDefFoundError("com/example/Missing");
    }
  }

  /** Has a bug in what its worker calls. */
  static final class DiesInItsThread extends LayeredProvider {
    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      throw new IllegalStateException("a bug in the worker");
    }
  }

  @Test
  void givenALayerThatThrowsAnError_whenChecked_thenNothingIsHeld_WSP_ERR_3() {
    String layer = LinksBadly.class.getName();

    assertThat(run("check", layer, "--only", "WSARecv/later")).isEqualTo(Main.FAILED);

    assertThat(out.toString()).contains("NoClassDefFoundError", "held 0, ");
  }

  @Test
  void givenARule_whenTheScenariosCannotBePlayed_thenTheRunForItDoesNotSayHeld() {
    String layer = LinksBadly.class.getName();

    assertThat(run("check", layer, "--only", "WPU-COMPLETE-18", "--shard", "1/30"))
        .isEqualTo(Main.FAILED);
  }

  @Test
  void givenAnExceptionInAWorker_whenChecked_thenItIsShown_WSP_ERR_3() {
    String layer = DiesInItsThread.class.getName();

    assertThat(run("check", layer, "--only", "WSARecv/later/port")).isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains(
            "WSP-ERR-3: an exception left the provider in the thread ", "a bug in the worker");
  }

  @Test
  void givenAFileThatCannotBeWritten_whenChecked_thenItIsSaidBeforeAnythingIsPlayed() {
    String file = folder.resolve("none").resolve("report.xml").toString();

    assertThat(run("check", LAYER, "--only", "start/", "--junit", file)).isEqualTo(Main.USAGE);

    assertThat(err.toString()).contains("it cannot be written; expected a file in a folder");
    assertThat(out.toString()).isEmpty();
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
        "LAYER --timeout 5|--timeout: it is about --client, and none is named; leave it out",
        "--client LAYER --seed 5|--seed: it is about a provider, not about --client; leave it out",
        "LAYER --base|it is a layer, since it extends LayeredProvider; leave out --base",
        "LAYER --list --only nothing-is-called-so|no scenario has this name; --list shows them",
        "dev.wsplab.provider.tcp.TcpProvider|this would do: dev.wsplab.provider.tcp.TcpProvider#",
        "LAYER --patience 0|--patience 0: expected 1 to 600 seconds",
        "LAYER --only nothing-is-called-so|no scenario has this name; --list shows them",
        "LAYER --seed x|Invalid value for option '--seed'",
        "LAYER --jar no-such.jar|--jar no-such.jar: it cannot be read",
        "--only start/table|Missing required parameter: 'CLASS|FILE'",
        "LAYER --seed 1.5|Invalid value for option '--seed': '1.5'; expected a whole number in digits, from -9",
        "LAYER --patience 99999999999|'99999999999'; expected a whole number in digits, from -2147483648 to 2147483647",
        "LAYER --jar no-such.jar|it cannot be read, since there is no file ",
        "target/no-such.jar|a jar is no provider, but may have one; name the class in it, and the jar before it: --jar",
        "--client no.such.Client|--client no.such.Client: no such class; CLASSPATH ",
        "--client java.lang.String|--client java.lang.String: it is none that could be run; expected a class that",
        "--client example.EchoClient LAYER|--client checks a client; CLASS, --jar and --isolated are about a provider",
        "--client example.EchoClient --only shortest|--only shortest: no such layer; expected bare or one of those that --list shows",
        "--client example.EchoClient --timeout 0|--timeout 0: expected 1 to 3600 seconds",
        "--client example.EchoClient --classpath no-such.jar|--classpath no-such.jar: it cannot be read",
        "--client example.CheckedLayerTest|none of its tests takes a Winsock from @WithWinsock",
      })
  void givenWrongArguments_whenChecked_thenTheMessageSaysWhatAndTheStatusIs2(
      String arguments, String message) {
    int status = run(("check " + arguments.replace("LAYER", LAYER)).split(" "));
    assertThat(status).isEqualTo(Main.USAGE);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|WSARecv/later/port/over-non-IFS|/connected",
        "--ifs|WSARecv/later/port/over-IFS|over-non-IFS",
        "--base|WSARecv/later/port/connected|/over-",
      })
  void givenNoProvider_whenScenariosAreListed_thenThoseOfItsKindAreNamed(
      @Nullable String kind, String shown, String other) {
    String[] arguments = {"check", "--list", "--only=WSARecv/later/port"};

    assertThat(kind == null ? run(arguments) : run(ArrayUtils.add(arguments, kind)))
        .as("%s", err)
        .isZero();

    assertThat(out.toString()).contains(shown + "  ").doesNotContain(other);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
