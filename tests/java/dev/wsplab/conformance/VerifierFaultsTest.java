package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import dev.wsplab.verifier.faulty.AnswersAnotherCount;
import dev.wsplab.verifier.faulty.AnswersAnotherError;
import dev.wsplab.verifier.faulty.AnswersOtherFlags;
import dev.wsplab.verifier.faulty.Breaks;
import dev.wsplab.verifier.faulty.CallsAfterCleanup;
import dev.wsplab.verifier.faulty.CleansBelowTwice;
import dev.wsplab.verifier.faulty.CleansUpNothing;
import dev.wsplab.verifier.faulty.ClearsInternal;
import dev.wsplab.verifier.faulty.ClosesBeforeCompleting;
import dev.wsplab.verifier.faulty.ClosesTwice;
import dev.wsplab.verifier.faulty.ClosesWhilePending;
import dev.wsplab.verifier.faulty.CompletesAfterCleanup;
import dev.wsplab.verifier.faulty.CompletesAfterFailing;
import dev.wsplab.verifier.faulty.CompletesAnUnknownStructure;
import dev.wsplab.verifier.faulty.CompletesEventByApc;
import dev.wsplab.verifier.faulty.CompletesOnAnotherSocket;
import dev.wsplab.verifier.faulty.CompletesRoutineByEvent;
import dev.wsplab.verifier.faulty.CompletesTwice;
import dev.wsplab.verifier.faulty.CountsLate;
import dev.wsplab.verifier.faulty.CountsTooMuch;
import dev.wsplab.verifier.faulty.FailsAfterCompleting;
import dev.wsplab.verifier.faulty.FailsWhatWasPassedOn;
import dev.wsplab.verifier.faulty.FailsWithAnyCode;
import dev.wsplab.verifier.faulty.FailsWithoutCode;
import dev.wsplab.verifier.faulty.HandsOutLowerHandle;
import dev.wsplab.verifier.faulty.IndicatesInCleanup;
import dev.wsplab.verifier.faulty.KeepsHandles;
import dev.wsplab.verifier.faulty.KeepsReceiveArray;
import dev.wsplab.verifier.faulty.KeepsReceiveArrayInBase;
import dev.wsplab.verifier.faulty.KeepsSendArray;
import dev.wsplab.verifier.faulty.KeepsSendArrayInBase;
import dev.wsplab.verifier.faulty.LacksFunction;
import dev.wsplab.verifier.faulty.LeaksItsStructure;
import dev.wsplab.verifier.faulty.LeavesEventSet;
import dev.wsplab.verifier.faulty.LeavesThreadOpen;
import dev.wsplab.verifier.faulty.MiscountsSelect;
import dev.wsplab.verifier.faulty.NestsRoutines;
import dev.wsplab.verifier.faulty.NeverCleansBelow;
import dev.wsplab.verifier.faulty.NeverCompletes;
import dev.wsplab.verifier.faulty.PassesStructureDown;
import dev.wsplab.verifier.faulty.PendsWithoutStructure;
import dev.wsplab.verifier.faulty.PostsAnotherCount;
import dev.wsplab.verifier.faulty.PostsInsteadOfCompleting;
import dev.wsplab.verifier.faulty.PostsItsOwnPackets;
import dev.wsplab.verifier.faulty.PublishesItself;
import dev.wsplab.verifier.faulty.ReceivesInReverse;
import dev.wsplab.verifier.faulty.RefusesCleanup;
import dev.wsplab.verifier.faulty.RoutineAfterCleanup;
import dev.wsplab.verifier.faulty.RoutineAtOnce;
import dev.wsplab.verifier.faulty.RoutineBeforeTheStatus;
import dev.wsplab.verifier.faulty.RoutineCountsOneMore;
import dev.wsplab.verifier.faulty.RoutineGetsAnotherStructure;
import dev.wsplab.verifier.faulty.RoutineInAnotherThread;
import dev.wsplab.verifier.faulty.RoutineTwice;
import dev.wsplab.verifier.faulty.SelectsBelow;
import dev.wsplab.verifier.faulty.SetsEventEarly;
import dev.wsplab.verifier.faulty.StoresNoError;
import dev.wsplab.verifier.faulty.SubstitutesOnACapturedHandle;
import dev.wsplab.verifier.faulty.SwapsOffsets;
import dev.wsplab.verifier.faulty.Throws;
import dev.wsplab.verifier.faulty.ThrowsInTheQuery;
import dev.wsplab.verifier.faulty.UsesBelowAfterClose;
import dev.wsplab.verifier.faulty.WritesCountWhenPending;
import dev.wsplab.verifier.faulty.WritesLate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the verifier finds in faulty providers, the kit's scenarios bring about. */
@Timeout(120)
class VerifierFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String PENDS = "WSARecv/later/port/";
  private static final String ROUTINE = "WSARecv/later/routine/";

  private static final String WHEN_ASKED = "does it when its test asks for it, and never by itself";
  private static final String ON_ITS_PORT = "posts to a port that its test names";

  /** Why no scenario brings about what these do. */
  private static final Map<Class<?>, String> NOT_PLAYED =
      Map.ofEntries(
          Map.entry(CallsAfterCleanup.class, WHEN_ASKED),
          Map.entry(CompletesAfterCleanup.class, WHEN_ASKED),
          Map.entry(KeepsReceiveArray.class, WHEN_ASKED),
          Map.entry(KeepsReceiveArrayInBase.class, WHEN_ASKED),
          Map.entry(KeepsSendArray.class, WHEN_ASKED),
          Map.entry(KeepsSendArrayInBase.class, WHEN_ASKED),
          Map.entry(RoutineAfterCleanup.class, WHEN_ASKED),
          Map.entry(PostsAnotherCount.class, ON_ITS_PORT),
          Map.entry(PostsInsteadOfCompleting.class, ON_ITS_PORT),
          Map.entry(PostsItsOwnPackets.class, ON_ITS_PORT),
          Map.entry(
              CompletesAnUnknownStructure.class, "is given the unknown structure by its test"),
          Map.entry(RoutineGetsAnotherStructure.class, "is given the structure by its test"),
          Map.entry(SubstitutesOnACapturedHandle.class, "is given the structure by its test"),
          Map.entry(
              CompletesEventByApc.class,
              "no scenario waits alertably for what has no routine: it is told never, which breaks"
                  + " WPU-COMPLETE-18"),
          Map.entry(NestsRoutines.class, "no routine of a scenario waits alertably"));

  /**
   * A faulty provider in the kit.
   *
   * @param type its class
   * @param kit checks it
   * @param scenario what shows the fault
   * @param rule what is broken by it
   */
  record Row(Class<?> type, ConformanceKit kit, String scenario, String rule) {
    @Override
    public String toString() {
      return type.getSimpleName() + " in " + scenario + ": " + rule;
    }
  }

  private static Row own(Supplier<? extends ServiceProvider> maker, String scenario, String rule) {
    Class<?> type = maker.get().getClass();
    return new Row(type, ConformanceKit.layer("faulty", false, maker), scenario, rule);
  }

  private static Row layer(UnaryOperator<ServiceProvider> change, String scenario, String rule) {
    return own(() -> change.apply(new FaultyLayer.PassThrough()), scenario, rule);
  }

  private static Row ifsLayer(UnaryOperator<ServiceProvider> change, String scenario, String rule) {
    Supplier<ServiceProvider> maker = () -> change.apply(new LayeredProvider(LayerForm.IFS) {});
    Class<?> type = maker.get().getClass();
    return new Row(type, ConformanceKit.layer("faulty", true, maker), scenario, rule);
  }

  private static Row base(UnaryOperator<ServiceProvider> change, String scenario, String rule) {
    Supplier<LoopbackProvider> correct = () -> LoopbackProvider.builder().nonIfs().build();
    return row(correct, () -> change.apply(correct.get()), scenario, rule);
  }

  private static Row systemBase(
      UnaryOperator<ServiceProvider> change, String scenario, String rule) {
    Supplier<LoopbackProvider> correct = LoopbackProvider::create;
    return row(correct, () -> change.apply(correct.get()), scenario, rule);
  }

  private static Row row(
      Supplier<LoopbackProvider> correct,
      Supplier<ServiceProvider> maker,
      String scenario,
      String rule) {
    ConformanceKit kit = ConformanceKit.base("faulty", correct.get().entries(), maker);
    return new Row(maker.get().getClass(), kit, scenario, rule);
  }

  static Stream<Row> calls() {
    return Stream.of(
        own(CleansBelowTwice::new, PENDS, "WSP-START-7"),
        own(NeverCleansBelow::new, PENDS, "WSP-START-7"),
        own(ClosesTwice::new, PENDS, "WPU-CLOSE-2"),
        own(ClosesWhilePending::new, "WSARecv/closed/port/", "WPU-CLOSE-3"),
        own(CountsTooMuch::new, "connection/", "WSP-IO-20"),
        own(FailsWithAnyCode::new, "connection/refused-calls", "WSP-ERR-1"),
        own(FailsWithoutCode::new, "connection/refused-calls", "WSP-ERR-2"),
        own(HandsOutLowerHandle::new, PENDS, "WPU-GEN-5"),
        own(KeepsHandles::new, PENDS, "WSP-CLOSE-5"),
        own(LacksFunction::new, PENDS, "LAY-PT-2"),
        own(LeavesThreadOpen::new, "WSASend/later/port/", "WPU-THREAD-2"),
        systemBase(x -> new MiscountsSelect(), "readiness/select-again", "WSP-SELECT-1"),
        own(PendsWithoutStructure::new, "connection/", "WSP-ERR-2"),
        own(ReceivesInReverse::new, "connection/receives-in-order", "WSP-IO-11"),
        own(RefusesCleanup::new, PENDS, "WSP-CLEAN-1"),
        own(SelectsBelow::new, "readiness/select-again", "WSP-SELECT-1"),
        own(Throws::new, "connection/refused-calls", "WSP-ERR-3"),
        own(UsesBelowAfterClose::new, PENDS, "WSP-CLOSE-1"));
  }

  static Stream<Row> completions() {
    return Stream.of(
        layer(AnswersAnotherCount::new, PENDS, "GOR-1"),
        layer(AnswersOtherFlags::new, PENDS, "GOR-1"),
        layer(AnswersAnotherError::new, PENDS, "GOR-1"),
        base(CleansUpNothing::new, PENDS, "WSP-CLEAN-4"),
        layer(ClearsInternal::new, PENDS, "WPU-COMPLETE-9"),
        layer(ClosesBeforeCompleting::new, "WSARecv/fails-later/event/", "WPU-CLOSE-3"),
        layer(CompletesAfterFailing::new, "WSARecv/at-once/event/", "WPU-COMPLETE-18"),
        layer(CompletesOnAnotherSocket::new, "WSARecv/two-sockets/port/", "WPU-CREATE-5"),
        layer(CompletesRoutineByEvent::new, ROUTINE, "WPU-COMPLETE-3"),
        layer(CompletesTwice::new, PENDS, "WPU-COMPLETE-18"),
        layer(CountsLate::new, PENDS, "WPU-COMPLETE-12"),
        layer(FailsAfterCompleting::new, "WSASend/at-once/event/", "WPU-COMPLETE-18"),
        ifsLayer(FailsWhatWasPassedOn::new, PENDS, "WPU-COMPLETE-18"),
        layer(IndicatesInCleanup::new, "start/", "WSP-CLEAN-3"),
        layer(LeaksItsStructure::new, PENDS, "WPU-COMPLETE-13"),
        layer(LeavesEventSet::new, "WSARecv/later/event/", "WSP-IO-5"),
        layer(NeverCompletes::new, PENDS, "WSP-CLOSE-3"),
        layer(PassesStructureDown::new, PENDS, "WPU-CREATE-6"),
        layer(PublishesItself::new, PENDS, "WPU-COMPLETE-18"),
        base(RoutineAtOnce::new, "WSARecv/at-once/routine/", "WIN-49"),
        layer(RoutineBeforeTheStatus::new, ROUTINE, "WPU-APC-8"),
        layer(RoutineCountsOneMore::new, ROUTINE, "WPU-APC-8"),
        layer(RoutineInAnotherThread::new, ROUTINE, "WSP-IO-8"),
        layer(RoutineTwice::new, ROUTINE, "WPU-COMPLETE-18"),
        layer(SetsEventEarly::new, "WSARecv/later/event/", "WPU-COMPLETE-12"),
        layer(StoresNoError::new, "WSARecv/fails-later/event/", "WPU-COMPLETE-11"),
        layer(SwapsOffsets::new, "WSARecv/fails-later/event/", "WPU-COMPLETE-11"),
        layer(ThrowsInTheQuery::new, PENDS, "WSP-ERR-3"),
        layer(WritesCountWhenPending::new, PENDS, "WSP-IO-14"),
        layer(WritesLate::new, PENDS, "WPU-COMPLETE-12"));
  }

  @ParameterizedTest
  @MethodSource({"calls", "completions"})
  void givenAProviderWithOneFault_whenTheKitPlaysIt_thenItNamesTheRuleThatTheVerifierNames(
      Row row) {
    KitReport report = row.kit().only(row.scenario()).patience(SHORT).run();

    assertThat(report.isGood()).isFalse();
    assertThat(report.brokenRules()).as(report.overview()).contains(row.rule());
    assertThat(rulesOf(row.type())).contains(row.rule());
  }

  private static Set<String> rulesOf(Class<?> type) {
    Breaks breaks = type.getAnnotation(Breaks.class);
    return Stream.concat(
            Stream.of(breaks.value()).map(Check::rule),
            Stream.of(breaks.operations()).map(OperationCheck::rule))
        .collect(Collectors.toSet());
  }

  @Test
  void givenEveryFaultyProvider_whenTheTableIsRead_thenItIsPlayedOrTheReasonStandsThere() {
    Set<String> all =
        new ClassFileImporter()
            .importPackages(Breaks.class.getPackageName()).stream()
                .filter(type -> type.isAnnotatedWith(Breaks.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    List<String> played =
        Stream.concat(calls(), completions()).map(row -> row.type().getSimpleName()).toList();
    List<String> table =
        Stream.concat(played.stream(), NOT_PLAYED.keySet().stream().map(Class::getSimpleName))
            .toList();

    assertThat(table).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    assertThat(NOT_PLAYED.values()).doesNotContain("");
  }
}
