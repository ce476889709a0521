package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A layer passes its upcalls on; who stands before the layer does not stand before what is below.
 */
class GivenTablesTest {
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  private static final class Layer extends LayeredProvider {
    Layer(LayerForm form) {
      super(form);
    }
  }

  private ServiceProvider watched(Guid id, String name, ServiceProvider provider) {
    String who = provider.origin().getClass().getSimpleName();
    return new ForwardingProvider(provider) {
      @Override
      protected Upcalls upcallsFor(Upcalls upcalls) {
        return new ForwardingUpcalls(upcalls) {
          @Override
          protected <R> R around(WpuFunction function, Supplier<R> call) {
            calls.add(who + " " + function.winsockName());
            return super.around(function, call);
          }
        };
      }
    };
  }

  /** WSP-START-9. */
  @Test
  void givenInterceptedLayer_whenTheBaseBelowMakesAnUpcall_thenItIsNotTakenForTheLayers() {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .layer(new Layer(LayerForm.NON_IFS))
                .intercept(this::watched)
                .build();
        SocketPair pair = winsock.connectedPair()) {
      assertThat(pair.client().handle().value()).isNotZero();
    }

    assertThat(calls).contains("Layer WPUCreateSocketHandle");
    assertThat(calls).filteredOn(c -> c.endsWith("WPUModifyIFSHandle")).isNotEmpty();
    assertThat(calls)
        .filteredOn(c -> c.endsWith("WPUModifyIFSHandle"))
        .allMatch(c -> c.startsWith("LoopbackProvider"));
  }
}
