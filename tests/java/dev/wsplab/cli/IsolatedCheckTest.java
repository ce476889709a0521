package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import dev.wsplab.Winsock;
import dev.wsplab.cli.CommandProcess.Ended;
import dev.wsplab.conformance.field.WinsockClient;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios that end or block the process in which they are played. */
@Timeout(240)
class IsolatedCheckTest {
  private static final String BOTH = "WSARecv/later/port";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Does something bad in each overlapped receive. */
  abstract static class BadReceiver extends LayeredProvider {
    abstract void misbehave();

    @Override
    public TransferResult wspRecv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (overlapped != null) {
        misbehave();
      }
      return super.wspRecv(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  /** Ends the process. */
  static final class Ends extends BadReceiver {
    @Override
    void misbehave() {
      System.out.println("the provider's own last words");
      Runtime.getRuntime().halt(7);
    }
  }

  /** Writes where nothing is. */
  static final class Crashes extends BadReceiver {
    @Override
    void misbehave() {
      new Pointer(0x10).setInt(0, 1);
    }
  }

  /** Goes round and round. */
  static final class Loops extends BadReceiver {
    @Override
    void misbehave() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void givenALayerThatEndsTheProcess_whenChecked_thenThoseScenariosFailAndTheOthersArePlayed() {
    assertThat(check(Ends.class, "/later/port/over-non-IFS")).isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains(
            "WSP-ERR-3: the process ended while a scenario was played",
            "seen:     no crash of the JVM, but an exit; exit status 7",
            "remedy:   look for exit, abort or TerminateProcess",
            "last call: WSPRecv socket ")
        .containsPattern("held [1-9][0-9]*, broken [1-9]");
    assertThat(err.toString()).contains("the provider's own last words");
  }

  /** A client that thinks that it owns the process. */
  static final class Leaves implements WinsockClient {
    @Override
    public void run(Winsock winsock) {
      System.exit(0);
    }
  }

  @Test
  void givenAClientThatExits_whenChecked_thenTheStatusIsNotThatOfAGoodRun() throws Exception {
    Ended ended = CommandProcess.wsplab("check", "--client", Leaves.class.getName());

    assertThat(ended.status()).as("%s", ended).isEqualTo(Main.FAILED);
    assertThat(ended.out() + ended.err())
        .contains("the process was ended while the client ran", "System.exit");
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "JNA makes an Error of the fault there, which ends no process")
  void givenALayerThatCrashes_whenChecked_thenTheFaultIsShownWithTheLastCall() {
    assertThat(check(Crashes.class, BOTH + "/over-non-IFS")).isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .containsPattern("seen: +(SIGSEGV \\(0xb\\)|EXCEPTION_ACCESS_VIOLATION \\(0xc0000005\\))")
        .containsPattern("in C +\\[.*jna")
        .contains("last call: WSPRecv socket ", "last upcall: ", "remedy:   look at the frame");
  }

  @Test
  void givenALayerThatLoops_whenChecked_thenItIsReportedAndTheNextIsPlayedByAnotherProcess() {
    // Not less: in a slow machine's new process the layer's start, too, has to end by then.
    assertThat(check(Loops.class, BOTH, "--patience", "5"))
        .as(out + "\n" + err)
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains("WSPRecv of java:" + Loops.class.getName() + " does not return")
        .contains(": 2 scenarios in ", "broken 2,");
  }

  @Test
  void givenACorrectLayer_whenIsolated_thenTheReportIsTheSame() throws Exception {
    Path xml = folder.resolve("report.xml");

    assertThat(check(PassThroughLayer.class, BOTH, "--junit", xml.toString()))
        .as(out + "\n" + err)
        .isZero();

    assertThat(out.toString())
        .startsWith(PassThroughLayer.class.getName() + " (non-IFS layer), seed 1: 2 scenarios in ")
        .contains("held 2, broken 0, unsupported 0, not applicable 0", "check: ok");
    assertThat(Files.readString(xml)).contains("name=\"" + BOTH + "/over-non-IFS\"");
  }

  @Test
  void givenAFaultyLayerInC_whenNativeStacksAreAskedFor_thenTheHistoryOfTheChildHasThem() {
    String module = Modules.sample("layer_completes_twice").toString();

    assertThat(run("check", module, "--native-stacks", "--only", "WSASend/at-once/event/over-non"))
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .containsPattern("\n      at layer_completes_twice\\.(so!overlapped_tell|dll)[^\n]*\\+0x");
  }

  /** WSP-ERR-3: in a thread of the module's own, which no call of ours is around. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void givenALayerInCThatCrashes_whenChecked_thenFaultAddressAndModuleAreShownAndTheRestIsPlayed() {
    String module = Modules.sample("layer_crashes").toString();

    assertThat(run("check", module, "--only", "WSARecv/later/port/over-")).isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains("broken 2,", "WSARecv/later/port/over-", "remedy:   look at the frame")
        .containsPattern(
            "seen: +SIGSEGV \\(0xb\\), in C +\\[layer_crashes[^\n]*si_addr: 0x0*10[^\n]*; exit status")
        .contains("last upcall: ");
  }

  /** In a child, so that whatever becomes of it the next scenario is played. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "passes_garbage, WPU-COMPLETE-18",
    "asks_into_nowhere, WPU-GEN-6",
    "ends_its_thread, WPU-COMPLETE-18",
    "completes_when_loaded, WPU-COMPLETE-18",
    "blocks_in_cleanup, WSP-CLEAN-2",
    "calls_after_cleanup, WSP-CLEAN-5"
  })
  void givenALayerInCThatMisbehaves_whenChecked_thenModuleAndRuleAreNamedAndTheNextIsPlayed(
      String fault, String rule) {
    assertNamedInBoth(Modules.sample("layer_" + fault), rule);
  }

  /** What a function of a module does instead of returning, and how a module stays. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "layer_ends_the_callers_thread, WSP-ERR-3, 'function=WSPRecv: the function ended its thread'",
    "layer_stays_loaded, WSP-CLEAN-5, 'in memory, though nobody is inside'",
    "layer_leaves_a_thread, WSP-CLEAN-5, of its threads are still inside"
  })
  void givenAModuleThatEscapesOrStays_whenChecked_thenModuleAndRuleAreNamedAndTheNextIsPlayed(
      String name, String rule, String seen) {
    Path module = Modules.file(name);

    assertNamedInBoth(module, rule);

    assertThat(out.toString()).contains("module=" + module, seen);
  }

  @Test
  void givenALayerThatThrowsInCpp_whenChecked_thenModuleAndRuleAreNamedAndTheNextIsPlayed() {
    Path module = Modules.filter("layer_throws");

    assertNamedInBoth(module, "WSP-ERR-3");

    assertThat(out.toString())
        .contains("module=" + module + ", function=WSPRecv: a C++ exception left the function");
  }

  /** Over system handles nobody calls the upcall. */
  @Test
  void givenALayerThatEndsTheThreadInAnUpcall_whenChecked_thenThatIsToldAndTheOtherHolds() {
    Path module = Modules.sample("layer_ends_in_an_upcall");

    assertThat(run("check", module.toString(), "--only", BOTH + "/over-"))
        .as(out + "\n" + err)
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains("held 1, broken 1,", "\nWSP-ERR-3: ")
        .contains("module=" + module + ", function=WPUCreateSocketHandle: the function ended its");
  }

  /** Its first completion is told, and no other: the second of two operations. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void givenALayerWhoseThreadIsCancelledInAnUpcall_whenChecked_thenWhatItOwesIsTold() {
    Path module = Modules.sample("layer_is_cancelled");

    assertThat(run("check", module.toString(), "--only", "WSARecv/two-operations/port/over-"))
        .as(out + "\n" + err)
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains(module + " (non-IFS layer)", ": 2 scenarios in ", "held 0, broken 2,")
        .contains("\nWPU-COMPLETE-18: ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"no_table, gave no table", "gaps, 'left out [WSP_BIND, WSP_IOCTL]'"})
  void givenABaseWithoutAWholeTable_whenChecked_thenModuleAndRuleAreToldOfEachScenario(
      String name, String seen) {
    Path module = Modules.file(name);

    assertThat(run("check", module.toString(), "--base", "--only", "connection/re"))
        .as(out + "\n" + err)
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains("held 0, broken 3,", "\nLAY-PT-2: ", "and 2 more")
        .contains("the module " + module, seen);
    assertThat(out.toString().lines()).last().isEqualTo("check: broken: LAY-PT-2");
  }

  @Test
  void givenABaseWhoseStartFails_whenChecked_thenModuleAndRuleAreToldAndNothingIsPlayed() {
    Path module = Modules.file("fails");

    assertThat(run("check", module.toString(), "--base")).isEqualTo(Main.USAGE);

    assertThat(err.toString())
        .contains(module + ": it cannot start", "WSPStartup gives WSASYSNOTREADY", "WSP-START-2");
    assertThat(out.toString()).isEmpty();
  }

  private void assertNamedInBoth(Path module, String rule) {
    assertThat(run("check", module.toString(), "--only", "WSARecv/later/port/over-"))
        .as(out + "\n" + err)
        .isEqualTo(Main.FAILED);

    assertThat(out.toString())
        .contains(module + " (non-IFS layer)", ": 2 scenarios in ", "held 0, broken 2,")
        .contains("\n" + rule + ": ", "where:    WSARecv/later/port/over-", ", and 1 more");
  }

  @Test
  void givenALayerInC_whenChecked_thenAChildPlaysWithTheModule() {
    String module = Modules.file("layer").toString();

    assertThat(run("check", module, "--only", "WSARecv/later")).as(out + "\n" + err).isZero();

    assertThat(out.toString())
        .startsWith(module + " (non-IFS layer), seed 1: 12 scenarios in ")
        .contains("held 12, broken 0");
  }

  @Test
  void givenAModuleThatIsNoProvider_whenChecked_thenWhatIsWrongWithItIsTold() {
    String module = Modules.file("nothing").toString();

    assertThat(run("check", module)).isEqualTo(Main.USAGE);

    assertThat(err.toString())
        .contains(
            module + ": it cannot start, so nothing was played: WSPStartup gives ",
            "expected 0, and version 2.2");
    assertThat(err.toString().lines().filter(line -> line.startsWith("wsplab: "))).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void givenNoSuchFile_whenChecked_thenTheMessageSaysWhatWasExpected() {
    assertThat(run("check", folder.resolve("none.so").toString())).isEqualTo(Main.USAGE);

    assertThat(err.toString()).contains("no such file", "a shared library with WSPStartup");
  }

  /** Ends its process before it has started. */
  static final class EndsInItsStart extends LayeredProvider {
    @Override
    public StartupResult wspStartup(
        int version, ProtocolInfo info, Upcalls upcalls, Ws2Exports exports) {
      Runtime.getRuntime().halt(9);
      return StartupResult.failed(WsaError.WSASYSNOTREADY);
    }
  }

  @Test
  void givenALayerThatEndsTheProcessInItsStart_whenChecked_thenThatIsToldOnceAndNothingIsPlayed() {
    assertThat(check(EndsInItsStart.class, "")).isEqualTo(Main.USAGE);

    assertThat(err.toString())
        .contains("ended with status 9 when it started the provider", "WSPStartup returns 0");
    assertThat(out.toString()).isEmpty();
  }

  private int check(Class<?> provider, String only, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("check", provider.getName(), "--isolated", "--only", only));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(new String[0]));
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
