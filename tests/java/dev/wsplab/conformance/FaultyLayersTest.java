package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers with one fault each, and the rule that the kit names for it. */
@Timeout(120)
class FaultyLayersTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  static final class SystemForm extends LayeredProvider {
    SystemForm() {
      super(LayerForm.IFS);
    }
  }

  static Stream<Arguments> completions() {
    return Stream.of(
        fault(CompletionFaults.CompletesTwice::new, "WSARecv/later/port/", "WPU-COMPLETE-18"),
        fault(CompletionFaults.NeverCompletes::new, "WSARecv/later/port/", "WPU-COMPLETE-18"),
        fault(CompletionFaults.NeverCompletes::new, "WSARecv/later/poll/", "WPU-COMPLETE-18"),
        fault(CompletionFaults.LosesAByte::new, "WSASend/later/event/", "WPU-COMPLETE-5"),
        fault(CompletionFaults.LosesAByte::new, "WriteFile/at-once/port/", "WPU-COMPLETE-5"),
        fault(CompletionFaults.TellsAnotherError::new, "/fails-later/port/", "WPU-COMPLETE-14"),
        fault(
            CompletionFaults.CompletesItsOwnStructure::new,
            "WSARecv/later/port/",
            "WPU-COMPLETE-13"),
        fault(CompletionFaults.DropsTheLowBit::new, "AcceptEx/later/low-bit/", "IOCP-EVT-3"),
        fault(CompletionFaults.ForgetsTheEvent::new, "ConnectEx/later/event/", "WPU-COMPLETE-18"),
        fault(CompletionFaults.ForgetsTheEvent::new, "ConnectEx/later/both/", "IOCP-EVT-1"),
        fault(
            CompletionFaults.MarksPendingAfterwards::new, "WSARecv/later/port/", "WPU-COMPLETE-9"),
        fault(CompletionFaults.DropsWhatIsClosed::new, "WSARecv/closed/event/", "WSP-CLOSE-3"),
        fault(
            CompletionFaults.LosesEarlyCompletions::new,
            "WSARecv/before-return/port/",
            "WPU-COMPLETE-19"),
        fault(CompletionFaults.LeavesTheEventSet::new, "WSASend/later/event/", "WSP-IO-5"),
        fault(CompletionFaults.RunsRoutinesItself::new, "WSARecv/later/routine/", "WPU-APC-3"),
        fault(CompletionFaults.RunsRoutinesTwice::new, "WSASend/later/routine/", "WPU-COMPLETE-18"),
        fault(CompletionFaults.RoutineBeforeTheFields::new, "WSARecv/later/routine/", "WPU-APC-8"),
        fault(
            CompletionFaults.RoutineWithoutBytes::new, "WSARecv/later/routine/", "WPU-COMPLETE-5"),
        fault(
            CompletionFaults.RoutineWithoutError::new, "WSARecv/fails-later/routine/", "WPU-APC-5"),
        fault(CompletionFaults.RoutineResetsTheEvent::new, "WSARecv/later/routine/", "WPU-APC-9"),
        fault(CompletionFaults.NeverIncomplete::new, "WSARecv/later/event/", "GOR-8"),
        fault(CompletionFaults.QueryFails::new, "WSASend/at-once/event/", "GOR-2"),
        fault(CompletionFaults.QueryTellsAnotherError::new, "WSARecv/fails-later/poll/", "GOR-3"),
        fault(CompletionFaults.QueryTakesTheResult::new, "DisconnectEx/later/port/", "GOR-12"));
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        fault(CallFaults.SaysSuccessTooEarly::new, "WSARecv/later/port/", "WSP-IO-16"),
        fault(CallFaults.ChangesTheError::new, "WSARecv/fails-at-once/port/", "CLI-8"),
        fault(CallFaults.LeavesAFailedStartPending::new, "WSARecv/fails-at-once/", "WSP-IO-18"),
        fault(CallFaults.DoesNotMarkPending::new, "WSARecv/later/poll/", "WSP-IO-18"),
        fault(
            CallFaults.IndicatesAFailedStart::new,
            "WSARecv/fails-at-once/port/",
            "WPU-COMPLETE-18"),
        fault(CallFaults.RefusesToReceive::new, "WSARecv/later/port/", "CAT-3"),
        fault(CallFaults.Throws::new, "WSARecv/later/port/", "CLI-8"),
        fault(CallFaults.Hangs::new, "WSARecv/later/port/", "WSP-IO-2"),
        fault(CallFaults.TurnsEveryReceivedByte::new, "long-stream", "WSP-RECV-1"),
        fault(CallFaults.SelectsNothing::new, "select-again", "WSP-SELECT-2"),
        fault(CallFaults.KeepsNetworkEventsToItself::new, "event-select-again", "WSP-EVENTS-1"),
        fault(CallFaults.ShutdownEndsBothWays::new, "half-close", "WSP-SHUTDOWN-1"),
        fault(CallFaults.ClosesNothing::new, "closed-socket", "WSP-CLOSE-1"),
        fault(CallFaults.TableWithHoles::new, "start/table", "LAY-PT-2"),
        fault(CallFaults.EchoesTheVersion::new, "start/version", "WSP-START-4"),
        fault(CallFaults.TakesAnyVersion::new, "start/version", "WSP-START-5"),
        fault(CallFaults.EndsWithTheFirstCleanup::new, "start/counted", "WSP-START-7"),
        fault(CallFaults.StartsOnlyOnce::new, "start/again", "WSP-CLEAN-5"),
        fault(CallFaults.WantsRealNumbers::new, "catalog/wildcards", "WSP-SOCKET-3"),
        fault(CallFaults.WantsRealNumbers::new, "catalog/entries", "CAT-SEL-1"));
  }

  static Stream<Arguments> contents() {
    return Stream.of(
        fault(ContentFaults.TurnsASentByte::new, "WSASend/later/port/", "WSP-IO-21"),
        fault(ContentFaults.TurnsASentByte::new, "WriteFile/at-once/poll/", "WSP-IO-21"),
        fault(ContentFaults.SendsOneBufferOnly::new, "WSASend/fails-later/event/", "WSP-IO-21"),
        fault(ContentFaults.KeepsWhatItIsGiven::new, "WSASend/at-once/port/", "WSP-IO-21"),
        fault(ContentFaults.SendsElsewhere::new, "WSASendTo/later/routine/", "WSP-IO-22"),
        fault(ContentFaults.ForgetsTheAddress::new, "WSASendTo/fails-at-once/", "WSP-IO-22"),
        fault(ContentFaults.ConnectsElsewhere::new, "ConnectEx/later/port/", "WSP-IO-22"),
        fault(ContentFaults.ChangesTheControlsInput::new, "WSAIoctl/later/port/", "WSP-IO-22"),
        fault(ContentFaults.AddsAFlag::new, "WSARecv/later/port/", "WSP-IO-23"),
        fault(ContentFaults.AddsAFlag::new, "ReadFile/closed/port/", "WSP-IO-23"),
        fault(ContentFaults.DropsFlags::new, "WSASend/", "WSP-IO-23"),
        fault(ContentFaults.TurnsAReceivedByte::new, "WSARecv/later/port/", "WSP-RECV-1"),
        fault(ContentFaults.TurnsAReceivedByte::new, "ReadFile/at-once/both/", "WSP-RECV-1"),
        fault(ContentFaults.TellsAnotherSender::new, "WSARecvFrom/later/event/", "WSP-RECV-7"),
        fault(ContentFaults.TellsNoFlags::new, "WSARecvFrom/later/", "GOR-5"),
        fault(ContentFaults.CutsTheMessageFields::new, "WSARecvMsg/later/port/", "WSP-RECV-14"));
  }

  static Stream<Arguments> crossed() {
    return Stream.of(
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/event/",
            "WPU-COMPLETE-13"),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/port/",
            "WPU-COMPLETE-13"),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "ReadFile/two-operations/poll/",
            "WPU-COMPLETE-13"),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/routine/",
            "WPU-COMPLETE-13"),
        fault(CrossedFaults.KnowsOneSocket::new, "WSARecv/two-sockets/event/", "WPU-CREATE-5"),
        fault(CrossedFaults.KnowsOneSocket::new, "WSARecv/two-sockets/port/", "WPU-CREATE-5"),
        fault(
            CrossedFaults.TellsOnTheOldestSocket::new,
            "WSARecv/two-sockets/port/",
            "WPU-CREATE-5"));
  }

  /** One operation at a time shows nothing of it. */
  @Test
  void givenALayerThatMixesUpTwo_whenOneIsPendingAtATime_thenNothingIsBroken() {
    for (Supplier<? extends ServiceProvider> maker :
        List.<Supplier<? extends ServiceProvider>>of(
            CrossedFaults.CompletesTheOldest::new,
            CrossedFaults.KnowsOneSocket::new,
            CrossedFaults.TellsOnTheOldestSocket::new)) {
      KitReport report = ConformanceKit.layer("one", false, maker).only("WSARecv/later/").run();
      assertThat(report.isGood()).as(report.overview()).isTrue();
    }
  }

  private static Arguments fault(
      Supplier<? extends ServiceProvider> maker, String scenario, String rule) {
    return Arguments.of(maker.get().getClass().getSimpleName(), maker, scenario, rule);
  }

  /**
   * Among them WSP-SELECT-2, WSP-EVENTS-1, WSP-SHUTDOWN-1, WSP-IO-21, WSP-IO-22 and WSP-IO-23,
   * which the library's own providers hold in {@link CorrectProvidersTest}.
   */
  @ParameterizedTest(name = "{0} in {2}: {3}")
  @MethodSource({"completions", "calls", "contents", "crossed"})
  void givenALayerWithOneFault_whenChecked_thenTheKitNamesTheRuleItBreaks(
      String name, Supplier<? extends ServiceProvider> maker, String scenario, String rule) {
    KitReport report =
        ConformanceKit.layer(name, false, maker).only(scenario).patience(SHORT).run();
    assertThat(report.brokenRules()).as(report.overview()).contains(rule);
    assertThat(report.isGood()).isFalse();
    assertThat(report.results())
        .allSatisfy(result -> assertThat(result.rules()).isNotEmpty())
        .flatMap(ScenarioResult::findings)
        .allSatisfy(
            finding ->
                assertThat(
                        new String[] {
                          finding.what(), finding.expected(), finding.seen(), finding.remedy()
                        })
                    .doesNotContain(""));
  }

  /** A start that is refused later on is not an operation that is missing (CAT-3). */
  @Test
  void givenALayerThatStartsOnlyOnce_whenItIsStartedAgain_thenTheRuleIsNotThatOfOperations() {
    KitReport report =
        ConformanceKit.layer("once", false, CallFaults.StartsOnlyOnce::new).only("start/").run();
    assertThat(report.brokenRules()).as(report.overview()).contains("WSP-CLEAN-5");
    assertThat(report.brokenRules()).doesNotContain("CAT-3");
    KitReport holes =
        ConformanceKit.layer("holes", false, CallFaults.TableWithHoles::new)
            .only("WSARecv/later/port")
            .run();
    assertThat(holes.brokenRules()).as(holes.overview()).containsExactly("LAY-PT-2");
  }

  /** WPU-CREATE-4: the catalog must not promise system handles. */
  @Test
  void givenALayerOfOwnHandlesThatIsInstalledAsIfs_whenChecked_thenTheFlagIsWrong() {
    KitReport report =
        ConformanceKit.layer("flag", true, FaultyLayer.PassThrough::new).only("catalog/flag").run();
    assertThat(report.brokenRules()).as(report.overview()).contains("WPU-CREATE-4");
  }

  /** CANCEL-6: a handle that can be cancelled is not one of WPUCreateSocketHandle. */
  @Test
  void givenASystemHandleThatIsInstalledAsOwn_whenCancelled_thenTheKitNamesTheRule() {
    KitReport report =
        ConformanceKit.layer("flag", false, SystemForm::new)
            .only("WSARecv/cancelled/event/over-ifs")
            .patience(SHORT)
            .run();
    assertThat(report.brokenRules()).as(report.overview()).contains("CANCEL-6");
  }

  @Test
  void givenALayerThatDoesNotSupportAFunction_whenChecked_thenItIsUnsupportedAndNotBroken() {
    KitReport report =
        ConformanceKit.layer("no receive", false, CallFaults.DoesNotSupportReceiving::new)
            .only("WSARecv/later/port/")
            .run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(report.count(ScenarioResult.Outcome.UNSUPPORTED)).isEqualTo(2);
    assertThat(report.overview()).containsPattern("WSARecv +no").contains("WSAEOPNOTSUPP");
  }

  /** WSP-IO-2: the function that hangs is named with where it waits, and the run goes on. */
  @Test
  void givenALayerThatHangs_whenChecked_thenTheCallIsNamedAndOtherScenariosArePlayed() {
    KitReport report =
        ConformanceKit.layer("hangs", false, CallFaults.Hangs::new)
            .only("later/port/over-ifs")
            .patience(SHORT)
            .run();
    assertThat(report.results()).hasSizeGreaterThan(10);
    Finding hang =
        report.results().stream().flatMap(r -> r.findings().stream()).findFirst().orElseThrow();
    assertThat(hang.what()).contains("WSPRecv").contains("of java:hangs");
    assertThat(hang.seen()).containsPattern("no return after \\d+ ms");
    assertThat(hang.history()).anyMatch(line -> line.contains("CountDownLatch.await"));
    assertThat(report.count(ScenarioResult.Outcome.HELD)).isGreaterThan(7);
  }
}
