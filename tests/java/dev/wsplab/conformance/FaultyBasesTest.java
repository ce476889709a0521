package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.faulty.CompletesTwice;
import dev.wsplab.verifier.faulty.IndicatesInCleanup;
import dev.wsplab.verifier.faulty.NeverCompletes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Base providers with one fault each, and the rule that the kit names for it. */
@Timeout(120)
class FaultyBasesTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  static Stream<KitFault> transfers() {
    return Stream.of(
        fault(BaseFaults.TurnsASentByte::new, "WSASend/at-once/port", "WSP-RECV-1", Check.STREAM),
        fault(
            BaseFaults.TurnsASentByte::new, "WSASendTo/at-once/event", "WSP-RECV-1", Check.STREAM),
        fault(BaseFaults.TurnsASentByte::new, "WSARecv/later/poll", "WSP-RECV-1", Check.DATA_UP),
        fault(
            () -> new CompletesTwice(correct()),
            "WSARecv/later/port",
            "WPU-COMPLETE-18",
            Check.ONCE),
        fault(
            BaseFaults.TellsAnotherSender::new,
            "WSARecvFrom/later/event",
            "WSP-RECV-7",
            Check.SENDER),
        fault(
            BaseFaults.MiscountsAtOnce::new,
            "WSARecv/at-once/port",
            "WSP-IO-1",
            Check.BYTES_RETURNED),
        fault(BaseFaults.LosesAByte::new, "WSARecvMsg/later/port", "WPU-COMPLETE-5", Check.BYTES),
        fault(
            () -> new NeverCompletes(correct()),
            "WSAIoctl/at-once/port",
            "WSP-IO-1",
            Check.INDICATED_ON_SUCCESS),
        fault(
            BaseFaults.DropsTheLowBit::new,
            "AcceptEx/later/low-bit",
            "IOCP-EVT-3",
            Check.NO_PACKET_BY_LOW_BIT),
        fault(
            () -> new NeverCompletes(correct()),
            "ConnectEx/later/both",
            "WPU-COMPLETE-18",
            Check.COMPLETED),
        fault(
            () -> new CompletesTwice(correct()),
            "DisconnectEx/at-once/port",
            "WPU-COMPLETE-18",
            Check.ONCE),
        fault(
            BaseFaults.DropsWhatIsClosed::new,
            "ReadFile/closed/event",
            "WSP-CLOSE-3",
            Check.CLOSED),
        fault(
            BaseFaults.TurnsASentByte::new, "WriteFile/at-once/both", "WSP-RECV-1", Check.STREAM));
  }

  static Stream<KitFault> others() {
    return Stream.of(
        fault(
            BaseFaults.ShutdownEndsBothWays::new,
            "connection/half-close",
            "WSP-SHUTDOWN-1",
            Check.HALF_OPEN),
        fault(
            BaseFaults.EndsConnectionsWithAnError::new,
            "connection/half-close",
            "WSP-RECV-4",
            Check.GRACEFUL_END),
        fault(BaseFaults.TellsResetsAsAborts::new, "connection/reset", "WSP-RECV-4", Check.RESET),
        fault(
            BaseFaults.StartsTheSecondFirst::new,
            "connection/receives-in-order",
            "WSP-IO-11",
            Check.IN_ORDER),
        fault(BaseFaults.TurnsASentByte::new, "connection/long-stream", "WSP-RECV-1", Check.STREAM),
        fault(
            BaseFaults.RefusesForAnotherReason::new,
            "connection/refused-calls",
            "WSP-ERR-1",
            Check.REFUSED),
        fault(
            BaseFaults.ClosesNothing::new,
            "connection/closed-socket",
            "WSP-CLOSE-1",
            Check.CLOSED_IS_NO_SOCKET),
        fault(
            BaseFaults.SelectsNothing::new, "readiness/select-again", "WSP-SELECT-2", Check.SELECT),
        fault(
            BaseFaults.KeepsNetworkEventsToItself::new,
            "readiness/event-select-again",
            "WSP-EVENTS-1",
            Check.EVENT_SELECT),
        fault(BaseFaults.TableWithHoles::new, "start/table", "LAY-PT-2", Check.TABLE_COMPLETE),
        fault(
            BaseFaults.TakesAnyVersion::new, "start/version", "WSP-START-5", Check.VERSION_TOO_LOW),
        fault(
            BaseFaults.EndsWithTheFirstCleanup::new,
            "start/counted",
            "WSP-START-7",
            Check.STARTS_COUNTED),
        fault(BaseFaults.StartsOnlyOnce::new, "start/again", "WSP-CLEAN-5", Check.STARTS_AGAIN),
        fault(
            () -> new IndicatesInCleanup(correct()),
            "start/silent-cleanup",
            "WSP-CLEAN-3",
            Check.SILENT_CLEANUP),
        fault(BaseFaults.WantsRealNumbers::new, "catalog/entries", "CAT-SEL-1", Check.ENTRIES_WORK),
        fault(
            BaseFaults.WantsRealNumbers::new,
            "catalog/wildcards",
            "WSP-SOCKET-3",
            Check.WILDCARDS));
  }

  private static ServiceProvider correct() {
    return BaseFaults.correct();
  }

  private static KitFault fault(
      Supplier<? extends ServiceProvider> maker, String scenario, String rule, Check check) {
    return new KitFault(maker, scenario, rule, check);
  }

  private static ConformanceKit kit(String name, Supplier<? extends ServiceProvider> maker) {
    return ConformanceKit.base(name, BaseFaults.entries(), maker).patience(SHORT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"transfers", "others"})
  void givenABaseWithOneFault_whenChecked_thenTheKitNamesTheRuleItBreaks(KitFault fault) {
    fault.assertFound(name -> kit(name, fault.maker()));
  }

  /** The same scenarios hold without the fault, or nothing would follow from the above. */
  @Test
  void givenTheBaseWithoutAFault_whenChecked_thenNothingIsBroken() {
    for (String scenario : scenarios().toList()) {
      KitReport report = kit("correct", BaseFaults::correct).only(scenario).run();
      assertThat(report.isGood()).as(report.overview()).isTrue();
      assertThat(report.count(ScenarioResult.Outcome.HELD)).as(scenario).isPositive();
    }
  }

  /** WPU-CREATE-4: the entries promise what the handles are not. */
  @Test
  void givenABaseOfOwnHandlesWithEntriesOfIfs_whenChecked_thenTheFlagIsWrong() {
    KitReport report =
        ConformanceKit.base("flag", LoopbackProvider.protocols(), BaseFaults::correct)
            .only("catalog/flag-and-handles")
            .run();
    assertThat(report.brokenRules()).as(report.overview()).contains("WPU-CREATE-4");
  }

  @Test
  void givenTheScenariosOfABase_whenRead_thenEachGroupHasAFaultyBase() {
    Set<String> groups =
        kit("correct", BaseFaults::correct).list().stream()
            .filter(line -> !line.contains("  not applicable: "))
            .map(line -> groupOf(line.split(" ", 2)[0]))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> caught =
        Stream.concat(scenarios(), Stream.of("catalog/flag-and-handles"))
            .map(FaultyBasesTest::groupOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(caught).containsExactlyElementsOf(groups).hasSizeGreaterThan(20);
  }

  private static Stream<String> scenarios() {
    return Stream.concat(transfers(), others()).map(KitFault::scenario);
  }

  /** A function's cells are one group; of the others each is one. */
  private static String groupOf(String scenario) {
    List<String> functions =
        Arrays.stream(TestedFunction.values()).map(TestedFunction::winsockName).toList();
    String first = scenario.substring(0, scenario.indexOf('/'));
    return functions.contains(first) ? first : scenario;
  }
}
