package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TracedViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of what was found, and its history. */
class ViolationsTest {
  private static final int KEPT = 1000;

  private final Recorder recorder = new Recorder(200);
  private final List<TracedViolation> told = new ArrayList<>();
  private final Violations violations = new Violations(recorder, told::add);

  /** At the border of a provider, with the error as a mark to find it by. */
  private void happens(String provider, long socket, long overlapped, int mark) {
    recorder.onProviderEvent(
        new ProviderEvent(
            ProviderEvent.Step.RETURNED, provider, "WSPSend", socket, overlapped, mark, 0, 0, "t"));
  }

  private static List<String> marks(Violation violation) {
    return violation.history().stream().map(line -> line.replaceAll(".* error ", "")).toList();
  }

  private void add(Violations to) {
    to.add("WSP-ERR-1", "p", "what", "expected", "seen", "remedy", event -> true);
  }

  @Test
  void givenManyViolations_whenAdded_thenTheFirstThousandAreKeptAndTold() {
    for (int i = 0; i < KEPT + 5; i++) {
      add(violations);
    }

    assertThat(violations.all()).hasSize(KEPT + 1);
    assertThat(violations.traced().subList(0, KEPT)).isEqualTo(told);
  }

  @Test
  void givenMoreViolationsThanAreKept_whenRead_thenTheLastOneCountsTheOthersByRule() {
    for (int i = 0; i < KEPT; i++) {
      add(violations);
    }
    assertThat(violations.all()).as("none is forgotten").hasSize(KEPT);
    for (String rule : List.of("R-2", "R-1", "R-2")) {
      violations.add(rule, "p", "what", "expected", "seen", "remedy", event -> true);
    }
    violations.add(new Violation("R-3", "p", "what", "expected", "seen", "remedy", List.of()));

    Violation last = violations.all().get(KEPT);
    assertThat(last.rule()).as("broken most often").isEqualTo("R-2");
    assertThat(last.what())
        .startsWith("4 more were found")
        .endsWith("R-1 1 times, R-2 2 times, R-3 1 times");
    assertThat(last.seen()).isEqualTo("1004");
    assertThat(told).hasSize(KEPT);
  }

  @Test
  void givenViolationsThatBringTheirHistory_whenAdded_thenTheFirstThousandAreKeptAndTold() {
    Violation own =
        new Violation("R-1", "p", "what", "expected", "seen", "remedy", List.of("line"));
    for (int i = 0; i < KEPT + 5; i++) {
      violations.add(own);
    }

    assertThat(violations.all()).hasSize(KEPT + 1);
    assertThat(violations.all().subList(0, KEPT)).containsOnly(own);
    assertThat(told).hasSize(KEPT);
  }

  @Test
  void givenManyNotes_whenAdded_thenTheFirstThousandAreKeptAndNoneIsAViolation() {
    for (int i = 0; i < KEPT + 5; i++) {
      violations.note("R-1", "p", "what", "expected", "seen", "remedy", event -> true);
    }

    assertThat(violations.notes()).hasSize(KEPT);
    assertThat(violations.all()).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void givenViolation_whenItIsTold_thenItSaysWhatItIsAboutAndWhere() {
    happens("p", 4, 0, 1);

    add(violations);

    assertThat(told)
        .singleElement()
        .satisfies(
            traced -> {
              assertThat(traced.thread()).isEqualTo(Thread.currentThread().getName());
              assertThat(traced.socket()).isEqualTo(4);
              assertThat(traced.violation().rule()).isEqualTo("WSP-ERR-1");
            });
  }

  @Test
  void givenLongHistory_whenItIsReported_thenItsLastFiftyEventsAreThere() {
    for (int i = 20_001; i <= 20_060; i++) {
      happens("p", 4, 0, i);
    }

    add(violations);

    List<String> marks = marks(violations.all().get(0));
    assertThat(marks).hasSize(50).startsWith("20011").endsWith("20060");
  }

  // ---- whose events belong to a history

  private void somethingOfEveryKind(long address) {
    happens("p", 4, address, 20_001);
    happens("p", 8, address, 20_002);
    happens("p", 4, 0, 20_003);
    happens("q", 4, 0, 20_004);
    happens("p", 8, 0, 20_005);
    happens("p", 4, address + 64, 20_006);
  }

  /** The structure's, and of its socket what belongs to no other structure. */
  @Test
  void givenEventsOfOthers_whenAnOperationBreaksARule_thenItsHistoryHasItsOwnAndItsSockets() {
    try (OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      long address = structures.overlapped().address();
      BorderOperation operation =
          new BorderOperation(
              new Border("p", false),
              "WSPSend",
              new SocketHandle(4),
              structures.overlapped(),
              new BorderOperation.Facts());
      Findings findings = new Findings(violations);
      somethingOfEveryKind(address);

      findings.add(OperationCheck.COMPLETED_TWICE, operation, "expected", "seen");
      findings.note(OperationCheck.OFFSETS_SWAPPED, operation, "expected", "seen");
      findings.addUnknown(OperationCheck.NEVER_STARTED, "p", 4, address, "expected", "seen");

      assertThat(violations.all())
          .hasSize(2)
          .allSatisfy(
              found ->
                  assertThat(marks(found)).containsExactly("20001", "20002", "20003", "20004"));
      assertThat(violations.notes())
          .singleElement()
          .satisfies(
              note -> {
                assertThat(marks(note)).containsExactly("20001", "20002", "20003", "20004");
                assertThat(note.provider()).isEqualTo("p");
                assertThat(note.seen()).isEqualTo("seen (" + operation + ")");
              });
    }
  }

  @Test
  void givenEventsOfOthers_whenACallBreaksARule_thenItsHistoryHasItsProvidersOrItsSockets() {
    CallFindings findings = new CallFindings(violations);
    somethingOfEveryKind(0x1000);

    findings.report(Check.SELECT_COUNT, "q", "expected", "seen");
    findings.report(Check.CLOSED_TWICE, "p", "expected", "seen", 8);

    assertThat(marks(violations.all().get(0))).containsExactly("20004");
    assertThat(marks(violations.all().get(1))).containsExactly("20002", "20005");
  }

  /** The same thing of the same provider is told once; another one's is another thing. */
  @Test
  void givenSameFindings_whenReported_thenEachProvidersIsThereOnce() {
    CallFindings findings = new CallFindings(violations);

    findings.report(Check.SELECT_COUNT, "p", "expected", "seen");
    findings.report(Check.SELECT_COUNT, "p", "expected", "seen");
    findings.report(Check.SELECT_COUNT, "q", "expected", "seen");

    assertThat(violations.all()).extracting(Violation::provider).containsExactly("p", "q");
  }

  // ---- what the mode FAIL throws

  @Test
  void givenOneOrSeveralBrokenRules_whenTheyAreThrown_thenTheMessageCountsThem() {
    Violation one = new Violation("R-1", "p", "what", "expected", "seen", "remedy", List.of());

    assertThat(new ContractViolationError(List.of(one)))
        .hasMessage("1 broken rule:\n" + one.report());
    assertThat(new ContractViolationError(List.of(one, one)))
        .hasMessageStartingWith("2 broken rules:\n" + one.report());
  }

  @Test
  void givenVerifier_whenAskedForItsRules_thenThoseOfCallsAndOfOperationsAreThere() {
    assertThat(Verifier.rules()).contains("WSP-ERR-1", "WSP-IO-7", "WPU-COMPLETE-18", "OVL-6");
  }
}
