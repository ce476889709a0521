package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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

  static Stream<KitFault> completions() {
    return Stream.of(
        fault(
            CompletionFaults.CompletesTwice::new,
            "WSARecv/later/port/",
            "WPU-COMPLETE-18",
            Check.ONCE),
        fault(
            CompletionFaults.NeverCompletes::new,
            "WSARecv/later/port/",
            "WPU-COMPLETE-18",
            Check.COMPLETED),
        fault(
            CompletionFaults.NeverCompletes::new,
            "WSARecv/later/poll/",
            "WPU-COMPLETE-18",
            Check.COMPLETED),
        fault(
            CompletionFaults.LosesAByte::new,
            "WSASend/later/event/",
            "WPU-COMPLETE-5",
            Check.BYTES),
        fault(
            CompletionFaults.LosesAByte::new,
            "WriteFile/at-once/port/",
            "WPU-COMPLETE-5",
            Check.BYTES),
        fault(
            CompletionFaults.TellsAnotherError::new,
            "/fails-later/port/",
            "WPU-COMPLETE-14",
            Check.PACKET_ERROR),
        fault(
            CompletionFaults.CompletesItsOwnStructure::new,
            "WSARecv/later/port/",
            "WPU-COMPLETE-13",
            Check.PACKET_OF_CLIENT),
        fault(
            CompletionFaults.DropsTheLowBit::new,
            "AcceptEx/later/low-bit/",
            "IOCP-EVT-3",
            Check.NO_PACKET_BY_LOW_BIT),
        fault(
            CompletionFaults.ForgetsTheEvent::new,
            "ConnectEx/later/event/",
            "WPU-COMPLETE-7",
            Check.EVENT_SET),
        fault(
            CompletionFaults.ForgetsTheEvent::new,
            "ConnectEx/later/both/",
            "IOCP-EVT-1",
            Check.EVENT_AND_PACKET),
        fault(
            CompletionFaults.MarksPendingAfterwards::new,
            "WSARecv/later/port/",
            "WPU-COMPLETE-9",
            Check.FINAL_STATUS),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "WSARecvMsg/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "AcceptEx/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "ConnectEx/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "DisconnectEx/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "ReadFile/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "WriteFile/closed/port/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.DropsWhatIsClosed::new,
            "WSARecv/closed/event/",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            CompletionFaults.LosesEarlyCompletions::new,
            "WSARecv/before-return/port/",
            "WPU-COMPLETE-19",
            Check.COMPLETED_EARLY),
        fault(
            SystemForm::new, "WSARecv/cancelled/event/over-IFS", "CANCEL-6", Check.NOT_CANCELLABLE),
        fault(
            CompletionFaults.LeavesTheEventSet::new,
            "WSASend/later/event/",
            "WSP-IO-5",
            Check.EVENT_RESET),
        fault(
            CompletionFaults.RunsRoutinesItself::new,
            "WSARecv/later/routine/",
            "WPU-APC-3",
            Check.ROUTINE_IN_WAIT),
        fault(
            CompletionFaults.RunsRoutinesTwice::new,
            "WSASend/later/routine/",
            "WPU-COMPLETE-18",
            Check.ONCE),
        fault(
            CompletionFaults.RoutineBeforeTheFields::new,
            "WSARecv/later/routine/",
            "WPU-APC-8",
            Check.ROUTINE_FINAL),
        fault(
            CompletionFaults.RoutineWithoutBytes::new,
            "WSARecv/later/routine/",
            "WPU-COMPLETE-5",
            Check.BYTES),
        fault(
            CompletionFaults.RoutineWithoutError::new,
            "WSARecv/fails-later/routine/",
            "WPU-APC-5",
            Check.ROUTINE_VALUES),
        fault(
            CompletionFaults.RoutineResetsTheEvent::new,
            "WSARecv/later/routine/",
            "WPU-APC-9",
            Check.ROUTINE_ALONE),
        fault(
            CompletionFaults.NeverIncomplete::new,
            "WSARecv/later/event/",
            "GOR-8",
            Check.QUERY_INCOMPLETE),
        fault(
            CompletionFaults.QueryFails::new,
            "WSASend/at-once/event/",
            "GOR-2",
            Check.QUERY_SUCCESS),
        fault(
            CompletionFaults.QueryTellsAnotherError::new,
            "WSARecv/fails-later/poll/",
            "GOR-3",
            Check.QUERY_ERROR),
        fault(
            CompletionFaults.QueryTakesTheResult::new,
            "DisconnectEx/later/port/",
            "GOR-12",
            Check.QUERY_AGAIN));
  }

  static Stream<KitFault> calls() {
    AtomicReference<Object> started = new AtomicReference<>();
    return Stream.of(
        fault(
            CallFaults.SaysSuccessTooEarly::new,
            "WSARecv/later/port/",
            "WSP-IO-16",
            Check.NO_EARLY_SUCCESS),
        fault(
            CallFaults.ChangesTheError::new,
            "WSARecv/fails-at-once/port/",
            "CLI-8",
            Check.SAME_ERROR),
        fault(
            CallFaults.LeavesAFailedStartPending::new,
            "WSARecv/fails-at-once/",
            "WSP-IO-18",
            Check.NOT_LEFT_PENDING),
        fault(
            CallFaults.DoesNotMarkPending::new,
            "WSARecv/later/poll/",
            "WSP-IO-18",
            Check.MARKED_PENDING),
        fault(
            CallFaults.IndicatesAFailedStart::new,
            "WSARecv/fails-at-once/port/",
            "WPU-COMPLETE-18",
            Check.NOT_INDICATED),
        fault(
            CallFaults.EndsConnectionsWithAnError::new,
            "half-close",
            "WSP-RECV-4",
            Check.GRACEFUL_END),
        fault(CallFaults.RefusesToReceive::new, "WSARecv/later/port/", "CAT-3", Check.STARTS),
        fault(CallFaults.Throws::new, "WSARecv/later/port/", "CLI-8", Check.ANSWERS),
        fault(CallFaults.TurnsEveryReceivedByte::new, "long-stream", "WSP-RECV-1", Check.STREAM),
        fault(CallFaults.SelectsNothing::new, "select-again", "WSP-SELECT-2", Check.SELECT),
        fault(
            CallFaults.KeepsNetworkEventsToItself::new,
            "event-select-again",
            "WSP-EVENTS-1",
            Check.EVENT_SELECT),
        fault(
            CallFaults.ShutdownEndsBothWays::new, "half-close", "WSP-SHUTDOWN-1", Check.HALF_OPEN),
        fault(
            CallFaults.ClosesNothing::new,
            "closed-socket",
            "WSP-CLOSE-1",
            Check.CLOSED_IS_NO_SOCKET),
        fault(CallFaults.TableWithHoles::new, "start/table", "LAY-PT-2", Check.TABLE_COMPLETE),
        fault(CallFaults.EchoesTheVersion::new, "start/version", "WSP-START-4", Check.VERSION),
        fault(
            CallFaults.TakesAnyVersion::new, "start/version", "WSP-START-5", Check.VERSION_TOO_LOW),
        fault(
            CallFaults.EndsWithTheFirstCleanup::new,
            "start/counted",
            "WSP-START-7",
            Check.STARTS_COUNTED),
        fault(
            () -> new CallFaults.StartsInOneEnvironment(started),
            "start/counted",
            "WSP-START-2",
            Check.START_REFUSED),
        fault(CallFaults.StartsOnlyOnce::new, "start/again", "WSP-CLEAN-5", Check.STARTS_AGAIN),
        fault(
            CallFaults.WantsRealNumbers::new, "catalog/wildcards", "WSP-SOCKET-3", Check.WILDCARDS),
        fault(
            CallFaults.WantsRealNumbers::new, "catalog/entries", "CAT-SEL-1", Check.ENTRIES_WORK));
  }

  static Stream<KitFault> contents() {
    return Stream.of(
        fault(
            ContentFaults.TurnsASentByte::new, "WSASend/later/port/", "WSP-IO-21", Check.DATA_DOWN),
        fault(
            ContentFaults.TurnsASentByte::new,
            "WriteFile/at-once/poll/",
            "WSP-IO-21",
            Check.DATA_DOWN),
        fault(
            ContentFaults.SendsOneBufferOnly::new,
            "WSASend/fails-later/event/",
            "WSP-IO-21",
            Check.DATA_DOWN),
        fault(
            ContentFaults.KeepsWhatItIsGiven::new,
            "WSASend/at-once/port/",
            "WSP-IO-21",
            Check.ARRIVES),
        fault(
            ContentFaults.SendsElsewhere::new,
            "WSASendTo/later/routine/",
            "WSP-IO-22",
            Check.ADDRESS_DOWN),
        fault(
            ContentFaults.ForgetsTheAddress::new,
            "WSASendTo/fails-at-once/",
            "WSP-IO-22",
            Check.ADDRESS_DOWN),
        fault(
            ContentFaults.ConnectsElsewhere::new,
            "ConnectEx/later/port/",
            "WSP-IO-22",
            Check.ADDRESS_DOWN),
        fault(
            ContentFaults.ChangesTheControlsInput::new,
            "WSAIoctl/later/port/",
            "WSP-IO-22",
            Check.ADDRESS_DOWN),
        fault(ContentFaults.AddsAFlag::new, "WSARecv/later/port/", "WSP-IO-23", Check.FLAGS_DOWN),
        fault(ContentFaults.AddsAFlag::new, "ReadFile/closed/port/", "WSP-IO-23", Check.FLAGS_DOWN),
        fault(ContentFaults.DropsFlags::new, "WSASend/", "WSP-IO-23", Check.FLAGS_DOWN),
        fault(
            ContentFaults.TurnsAReceivedByte::new,
            "WSARecv/later/port/",
            "WSP-RECV-1",
            Check.DATA_UP),
        fault(
            ContentFaults.TurnsAReceivedByte::new,
            "ReadFile/at-once/both/",
            "WSP-RECV-1",
            Check.DATA_UP),
        fault(
            ContentFaults.TellsAnotherSender::new,
            "WSARecvFrom/later/event/",
            "WSP-RECV-7",
            Check.SENDER),
        fault(ContentFaults.TellsNoFlags::new, "WSARecvFrom/later/", "GOR-5", Check.FLAGS_UP),
        fault(
            ContentFaults.CutsTheMessageFields::new,
            "WSARecvMsg/later/port/",
            "WSP-RECV-14",
            Check.MESSAGE_FIELDS));
  }

  static Stream<KitFault> crossed() {
    return Stream.of(
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/event/",
            "WPU-COMPLETE-13",
            Check.OTHER_OPERATION),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/port/",
            "WPU-COMPLETE-13",
            Check.OTHER_OPERATION),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "ReadFile/two-operations/poll/",
            "WPU-COMPLETE-13",
            Check.OTHER_OPERATION),
        fault(
            CrossedFaults.CompletesTheOldest::new,
            "WSARecv/two-operations/routine/",
            "WPU-COMPLETE-13",
            Check.OTHER_OPERATION),
        fault(
            CrossedFaults.KnowsOneSocket::new,
            "WSARecv/two-sockets/event/",
            "WPU-CREATE-5",
            Check.OTHER_SOCKET),
        fault(
            CrossedFaults.KnowsOneSocket::new,
            "WSARecv/two-sockets/port/",
            "WPU-CREATE-5",
            Check.OTHER_SOCKET),
        fault(
            CrossedFaults.TellsOnTheOldestSocket::new,
            "WSARecv/two-sockets/port/",
            "WPU-CREATE-5",
            Check.OTHER_SOCKET));
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

  private static KitFault fault(
      Supplier<? extends ServiceProvider> maker, String scenario, String rule, Check check) {
    return new KitFault(maker, scenario, rule, check);
  }

  /**
   * Among them WSP-SELECT-2, WSP-EVENTS-1, WSP-SHUTDOWN-1, WSP-IO-21, WSP-IO-22 and WSP-IO-23,
   * which the library's own providers hold in {@link CorrectProvidersTest}.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource({"completions", "calls", "contents", "crossed"})
  void givenALayerWithOneFault_whenChecked_thenTheKitNamesTheRuleItBreaks(KitFault fault) {
    KitReport report =
        fault.assertFound(name -> ConformanceKit.layer(name, false, fault.maker()).patience(SHORT));
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

  /** What is installed as a layer that hands out the system's handles. */
  static Stream<KitFault> ofSystemHandles() {
    return Stream.of(
        fault(
            CompletionFaults.KeepsItsOwnStructure::new,
            "WSARecv/cancelled/event/",
            "CANCEL-4",
            Check.CANCELLED),
        fault(
            FaultyLayer.PassThrough::new, "catalog/flag", "WPU-CREATE-4", Check.FLAG_FITS_HANDLES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofSystemHandles")
  void givenAFaultyLayerThatIsInstalledAsIfs_whenChecked_thenTheKitNamesTheRuleItBreaks(
      KitFault fault) {
    fault.assertFound(name -> ConformanceKit.layer(name, true, fault.maker()).patience(SHORT));
  }

  /** Whoever adds a check adds a provider that breaks it. */
  @Test
  void givenTheChecks_whenTheFaultsAreRead_thenEachCheckIsBrokenByOne() {
    Set<Check> found =
        Stream.of(
                completions(),
                calls(),
                contents(),
                crossed(),
                ofSystemHandles(),
                FaultyBasesTest.transfers(),
                FaultyBasesTest.others())
            .flatMap(faults -> faults)
            .map(KitFault::check)
            .collect(Collectors.toSet());
    assertThat(EnumSet.allOf(Check.class)).allSatisfy(check -> assertThat(found).contains(check));
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
    assertThat(hang.rule()).isEqualTo("WSP-IO-2");
    assertThat(hang.what()).contains("WSPRecv").contains("of java:hangs");
    assertThat(hang.seen()).containsPattern("no return after \\d+ ms");
    assertThat(hang.history()).anyMatch(line -> line.contains("CountDownLatch.await"));
    assertThat(report.count(ScenarioResult.Outcome.HELD)).isGreaterThan(7);
  }
}
