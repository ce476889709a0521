package dev.wsplab.load;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.wsplab.Winsock;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.verifier.Verifier;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verifier finds nothing in correct providers of every style, whatever a client does: 1,000
 * seeded runs of each with {@code -Dwsplab.scale=1}, a few in the build.
 */
class WatchedRunsTest {
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
    THREE_LAYERS_OVER_TCP(List.of(CAPTURED, OWN, OWN));

    private final List<LayerForm> layers;

    Style(List<LayerForm> layers) {
      this.layers = layers;
    }

    Winsock.Builder builder() {
      Winsock.Builder builder = Winsock.builder();
      switch (this) {
        case LOOPBACK_OWN_HANDLES, LAYER_OVER_OWN_HANDLES ->
            builder.base(LoopbackProvider.builder().nonIfs().build());
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
    long first = new Random().nextInt();
    int runs = Scale.of(1000, 5);
    for (long seed = first; seed < first + runs; seed++) {
      long used = seed;
      assertThatCode(
              () ->
                  new RandomRun(style.builder().verify(Verifier.Mode.FAIL).stacks().build(), used)
                      .run())
          .as("%s, seed %d", style, seed)
          .doesNotThrowAnyException();
    }
  }
}
