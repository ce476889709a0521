package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.provider.loopback.LoopbackProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client's fault shows over the layers that have to show it, and over no other. */
@Timeout(120)
class ClientCheckTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  private static ClientCheck check(WinsockClient client) {
    return ClientCheck.of("client", client)
        .prepare(builder -> builder.base(LoopbackProvider.create()));
  }

  static Stream<Arguments> clients() {
    String[] none = {};
    return Stream.of(
        client("base handle", FaultyClients::needsTheBaseHandle, "no-base-handle"),
        client("handle below", FaultyClients::asksForTheHandleBelow, none),
        client("pointer", FaultyClients::keepsAPointer, "pointer-per-socket"),
        client("empty sets", FaultyClients::selectsWithEmptySets, "select-refuses-empty"),
        client("closes twice", FaultyClients::closesTwice, "eager-reuse"),
        client("cancels", FaultyClients::waitsForWhatItCancels, allBut(layer -> false)),
        client("goes down", FaultyClients::goesDownForEver, "bsp-handles"),
        client("one layer", FaultyClients::looksOneLayerDown, "kb2568167", "seven-deep"),
        client("one receive", FaultyClients::takesOneReceiveForAll, "short-reads"),
        client(
            "success at once",
            FaultyClients::needsSuccessAtOnce,
            allBut(layer -> layer == FieldLayer.ALWAYS_SYNCHRONOUS)));
  }

  private static Arguments client(String name, WinsockClient client, String... failing) {
    return Arguments.of(name, client, List.of(failing));
  }

  private static String[] allBut(Predicate<FieldLayer> passing) {
    return Arrays.stream(FieldLayer.values())
        .filter(passing.negate())
        .map(FieldLayer::label)
        .toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void givenAClientWithAFault_whenChecked_thenItFailsOverTheLayersThatShowIt(
      String name, WinsockClient client, List<String> failing) throws InterruptedException {
    ClientReport report = check(client).run();
    assertThat(report.failed()).as(report.overview()).containsExactlyElementsOf(failing);
    assertThat(report.runs()).hasSize(FieldLayer.values().length + 1);
  }

  static Stream<Arguments> clientsThatAreLucky() {
    return Stream.of(
        Arguments.of(FieldLayer.BEFORE_RETURN, named("late", FaultyClients::resetsItsEventTooLate)),
        Arguments.of(FieldLayer.LATE_FIELDS, named("no wait", FaultyClients::readsWithoutWaiting)));
  }

  private static Named<WinsockClient> named(String name, WinsockClient client) {
    return Named.of(name, client);
  }

  /** WPU-COMPLETE-19, WPU-COMPLETE-10: over other layers it depends on who is quicker. */
  @ParameterizedTest
  @MethodSource("clientsThatAreLucky")
  void givenAClientThatNeedsLuck_whenChecked_thenItFailsOverTheLayerThatLeavesItNone(
      FieldLayer layer, WinsockClient client) throws InterruptedException {
    ClientReport report = check(client).only(layer).run();
    assertThat(report.failed()).as(report.overview()).containsExactly(layer.label());
  }

  /** IOCP-SKIP-4: a hang, told with all that a person needs to find it. */
  @Test
  void givenAClientThatSkipsPackets_whenChecked_thenTheHangIsReportedAndTheRunGoesOn()
      throws InterruptedException {
    ClientReport report =
        check(FaultyClients::skipsPackets).only(FieldLayer.KB2568167).timeout(SHORT).run();
    assertThat(report.failed()).as(report.overview()).containsExactly("kb2568167");
    assertThat(report.overview())
        .contains(
            "it has not ended after 400 ms; it is here:",
            "FaultyClients.skipsPackets(",
            "1 thread inside a call:",
            "in getQueuedCompletionStatus, port ",
            "0 pending operations",
            "client NOTIFIED WSARecv #1",
            "rule:    IOCP-SKIP-4, which allows it: the client must cope",
            "again:   --only kb2568167",
            "check: fails over kb2568167");
  }

  @Test
  void givenAClientThatDoesNotAnswerAnInterrupt_whenItHangs_thenTheNextLayerComesAllTheSame()
      throws InterruptedException {
    List<String> told = new ArrayList<>();
    ClientReport report =
        check(FaultyClients::hangsOverLayers)
            .only(FieldLayer.NON_IFS)
            .timeout(SHORT)
            .progress(run -> told.add(run.label() + " " + run.passed()))
            .run();
    assertThat(report.failed()).containsExactly("non-ifs");
    assertThat(told).containsExactly("bare true", "non-ifs false");
    assertThat(report.runs().get(1).problems().get(0)).contains("FaultyClients.hangsOverLayers(");
  }

  /** OVL-6: it needs no layer to be wrong. */
  @Test
  void givenAClientThatBreaksARule_whenChecked_thenItFailsBareAndTheRuleIsNamed()
      throws InterruptedException {
    ClientReport report = check(FaultyClients::reusesItsStructure).only(FieldLayer.NON_IFS).run();
    assertThat(report.failed()).as(report.overview()).containsExactly("bare");
    assertThat(report.runs()).as("it is told once").hasSize(1);
    assertThat(report.runs().get(0).problems()).anyMatch(text -> text.startsWith("OVL-6: "));
  }

  /** WSP-RECV-1: a difference is told; it is no fault. */
  @Test
  void givenAClientThatCopes_whenChecked_thenWhatDiffersIsToldAndItPasses()
      throws InterruptedException {
    ClientReport report = check(new example.EchoClient()).only(FieldLayer.SHORT_READS).run();
    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(report.runs().get(1).differences())
        .contains(
            "WSARecv: 31 started, 0 done at once, 0 failed, 31 bytes"
                + " (bare: 1 started, 1 done at once, 0 failed, 31 bytes)");
    assertThat(report.overview()).contains("check: ok").doesNotContain("differs:");
  }

  @Test
  void givenAnErrorOfTheClient_whenReported_thenXmlHasItAndTheOverviewItsPlace()
      throws InterruptedException {
    ClientReport report =
        check(
                winsock -> {
                  throw new AssertionError("no <good>\u0001");
                })
            .only(FieldLayer.NON_IFS)
            .run();
    assertThat(report.junitXml())
        .contains("<testsuite name=\"wsplab check --client client\" tests=\"1\" failures=\"1\"")
        .contains("name=\"bare\"", "no &lt;good&gt;?");
    assertThat(report.overview()).contains("AssertionError: no <good>", "ClientCheckTest.java:");
  }

  @Test
  void givenTimeoutOutOfRange_whenSet_thenItIsRefused() {
    ClientCheck check = check(winsock -> {});
    assertThatThrownBy(() -> check.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 1 millisecond to 1 hour");
    assertThat(check.size()).isEqualTo(FieldLayer.values().length + 1);
  }
}
