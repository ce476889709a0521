package dev.wsplab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.timing.FaultPlan;
import dev.wsplab.timing.Timing;
import dev.wsplab.verifier.Verifier;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verifier finds nothing in correct providers of every style, whatever a client does: 1,000
 * seeded runs of each with {@code -Dwsplab.scale=1}, a few in the build.
 */
class WatchedRunsTest {
  private static final int RUNS = Scale.of(1000, 5);
  private static final int ENOUGH = 500;

  /**
   * Six kinds with and five without a routine; each told by an event, by an event and a packet, by
   * a packet, by an event whose low bit is set, and by the structure alone.
   */
  private static final int WAYS = 6 * 6 + 5 * 5;

  private static final LayerForm OWN = LayerForm.NON_IFS;
  private static final LayerForm CAPTURED = LayerForm.IFS;

  /** A base, and the layers over it, the lowest first. */
  enum Style {
    LOOPBACK(List.of()),
    LOOPBACK_OWN_HANDLES(List.of()),
    TCP(List.of()),
    TCP_OWN_HANDLES(List.of()),
    LAYER(List.of(OWN)),
    CAPTURING_LAYER(List.of(CAPTURED)),
    LAYER_OVER_LAYER(List.of(OWN, OWN)),
    LAYER_OVER_CAPTURING(List.of(CAPTURED, OWN)),
    CAPTURING_OVER_LAYER(List.of(OWN, CAPTURED)),
    LAYER_OVER_OWN_HANDLES(List.of(OWN)),
    BEFORE_RETURN(List.of()),
    TIMER(List.of()),
    LAYER_OVER_BEFORE_RETURN(List.of(OWN)),
    LAYER_OVER_TIMER(List.of(OWN)),
    THREE_LAYERS_OVER_TCP(List.of(CAPTURED, OWN, OWN));

    private final List<LayerForm> layers;

    Style(List<LayerForm> layers) {
      this.layers = layers;
    }

    private static LoopbackProvider ownHandles() {
      return LoopbackProvider.builder().nonIfs().build();
    }

    WinsockBuilder builder() {
      WinsockBuilder builder = Winsock.builder();
      switch (this) {
        case LOOPBACK_OWN_HANDLES, LAYER_OVER_OWN_HANDLES -> builder.base(ownHandles());
        case BEFORE_RETURN, LAYER_OVER_BEFORE_RETURN ->
            builder.base(StyledBase.beforeReturn(ownHandles()), ownHandles().entries());
        case TIMER, LAYER_OVER_TIMER ->
            builder.base(StyledBase.byTimer(ownHandles()), ownHandles().entries());
        case TCP, THREE_LAYERS_OVER_TCP -> builder.base(TcpProvider.loopbackOnly());
        case TCP_OWN_HANDLES -> builder.base(TcpProvider.loopbackOnly().nonIfs());
        default -> builder.base(LoopbackProvider.create());
      }
      layers.forEach(form -> builder.layer(new LayeredProvider(form) {}));
      return builder;
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenCorrectProviders_whenAClientDoesWhatItLikes_thenNothingIsFound(Style style) {
    Set<String> succeeded = new TreeSet<>();
    AtomicLong failed = new AtomicLong();
    each(
        style,
        (builder, seed) -> {
          RandomRun run = new RandomRun(builder.build(), seed);
          run.run();
          succeeded.addAll(run.succeeded());
          failed.addAndGet(run.failed());
        });
    if (RUNS >= ENOUGH) {
      assertThat(succeeded).as("what ended well, and how that was told").hasSize(WAYS);
      assertThat(failed).as("operations that failed").hasPositiveValue();
    }
  }

  /** WPU-COMPLETE-10, DEC-2. */
  @ParameterizedTest
  @EnumSource
  void givenResultsThatShowLater_whenAClientDoesWhatItLikes_thenNothingIsFound(Style style) {
    each(
        style,
        (builder, seed) ->
            new RandomRun(builder.timing(Timing.deferred(seed)).build(), seed).run());
  }

  /** WSP-ERR-1: whatever is refused, the providers above and below go on by the rules. */
  @ParameterizedTest
  @EnumSource
  void givenCallsThatFail_whenAClientDoesWhatItLikes_thenNothingIsFound(Style style) {
    AtomicLong faults = new AtomicLong();
    each(
        style,
        (builder, seed) -> {
          FaultPlan plan = Faults.of(seed);
          new RandomRun(builder.intercept(plan).build(), seed).run(plan);
          faults.addAndGet(plan.count());
        });
    assertThat(faults).as("calls that failed").hasPositiveValue();
  }

  private static void each(Style style, BiConsumer<WinsockBuilder, Long> run) {
    long first = new Random().nextInt();
    for (long seed = first; seed < first + RUNS; seed++) {
      long used = seed;
      WinsockBuilder builder = style.builder().verify(Verifier.Mode.FAIL).stacks();
      assertThatCode(() -> run.accept(builder, used))
          .as("%s, seed %d", style, seed)
          .doesNotThrowAnyException();
    }
  }
}
