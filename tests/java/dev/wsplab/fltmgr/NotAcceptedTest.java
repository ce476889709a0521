package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FLT-28: what {@code FltPerformAsynchronousIo} does not accept, case by case. */
class NotAcceptedTest {
  /** Each case: how data come to be so, what is reported, and who is named. */
  enum Case {
    NULL_ROUTINE("FLT-89", CallbackDataState.ALLOCATED, "initiator at 300000"),
    IN_FLIGHT("FLT-83", CallbackDataState.IN_FLIGHT, "initiator at 300000"),
    CALLED_BACK("FLT-88", CallbackDataState.CALLED_BACK, "initiator at 300000"),
    FREED("FLT-85", CallbackDataState.FREED, "initiator at 300000"),
    OF_ANOTHER_FILTER("FLT-87", CallbackDataState.ALLOCATED, "filter 200000 at 200000"),
    FROM_ABOVE("FLT-87", CallbackDataState.IN_FLIGHT, "filter 200000 at 200000");

    private final String rule;
    private final CallbackDataState state;
    private final String who;

    Case(String rule, CallbackDataState state, String who) {
      this.rule = rule;
      this.state = state;
      this.who = who;
    }
  }

  /** Sends it once more, and keeps what came of it. */
  private static final class Attempt {
    private final FltBench bench;
    private final Case which;
    private final List<String> told = new ArrayList<>();
    private boolean made;

    Attempt(FltBench bench, Case which) {
      this.bench = bench;
      this.which = which;
    }

    void make(FltCallbackData data) {
      made = true;
      FltCompletedAsyncIo callback =
          which == Case.NULL_ROUTINE ? null : (over, context) -> told.add("called");
      byte[] parameters = data.memory().parameterBlock();
      int status = data.memory().int32(FltLayout.STATUS);
      int flags = data.memory().int32(FltLayout.FLAGS);
      List<FltEvent> before = events();
      int underWay = bench.manager.inFlight().size();
      IoControl io = data.io();

      int returned = bench.flt.fltPerformAsynchronousIo(data, callback, null);

      assertThat(returned).isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(bench.broken()).containsExactly(which.rule);
      assertThat(bench.manager.violations().get(0).provider()).isEqualTo(which.who);
      assertThat(data.state()).isEqualTo(which.state);
      assertThat(data.io()).isSameAs(io);
      assertThat(data.memory().parameterBlock()).isEqualTo(parameters);
      assertThat(data.memory().int32(FltLayout.STATUS)).isEqualTo(status);
      assertThat(data.memory().int32(FltLayout.FLAGS)).isEqualTo(flags);
      assertThat(bench.manager.inFlight()).hasSize(underWay);
      assertThat(events()).isEqualTo(before);
      bench.manager.scheduler().runAll();
      assertThat(told).as("no callback").isEmpty();
    }

    private List<FltEvent> events() {
      return bench.manager.trace().events().stream()
          .filter(event -> !event.step().equals("violation"))
          .toList();
    }
  }

  /** FLT-28, FLT-83, FLT-85, FLT-87, FLT-88, FLT-89. */
  @ParameterizedTest
  @EnumSource
  void givenWhatIsNotAccepted_whenSent_thenInvalidParameterNoCallbackAndNothingChanges(Case which) {
    try (FltBench bench = FltBench.later()) {
      Attempt attempt = new Attempt(bench, which);
      FltCallbackData data = bench.read(10, 4);
      switch (which) {
        case NULL_ROUTINE:
          attempt.make(data);
          break;
        case IN_FLIGHT:
          bench.perform(data);
          attempt.make(data);
          break;
        case CALLED_BACK:
          bench.perform(data);
          bench.manager.scheduler().runAll();
          attempt.make(data);
          break;
        case FREED:
          bench.flt.fltFreeCallbackData(data);
          attempt.make(data);
          break;
        case OF_ANOTHER_FILTER:
          inAnotherFilter(bench, passing -> attempt.make(data));
          break;
        default:
          inAnotherFilter(bench, attempt::make);
      }
      assertThat(attempt.made).isTrue();
      afterwards(bench, data);
    }
  }

  /** Data that are there go on as if nothing had been. */
  private static void afterwards(FltBench bench, FltCallbackData data) {
    if (data.state() == CallbackDataState.ALLOCATED) {
      bench.perform(data);
      bench.manager.scheduler().runAll();
    }
    if (data.state() == CallbackDataState.CALLED_BACK) {
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 4");
      bench.flt.fltFreeCallbackData(data);
    }
    assertThat(data.state()).isEqualTo(CallbackDataState.FREED);
    assertThat(bench.broken()).hasSize(1);
  }

  /** In a preoperation callback at 200000, with what passes there. */
  private static void inAnotherFilter(
      FltBench bench, java.util.function.Consumer<FltCallbackData> does) {
    List<@Nullable Throwable> failed = new ArrayList<>();
    bench.at(
        "200000",
        (data, objects, context) -> {
          if (data.owner() == null) {
            try {
              does.accept(data);
            } catch (AssertionError e) {
              failed.add(e);
            }
          }
          return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
        },
        null);
    UserIo io = bench.userRead(1);
    io.send();
    bench.manager.scheduler().runAll();
    assertThat(failed).isEmpty();
    assertThat(io.status()).as("it goes on itself").isEqualTo(STATUS_SUCCESS);
  }
}
