package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands between a provider and its environment in each mode. */
class OffAddsNothingTest {
  /** Keeps what it is given at its start. */
  private static final class Asks extends LayeredProvider {
    final AtomicReference<Upcalls> upcalls = new AtomicReference<>();
    final AtomicReference<Ws2Exports> exports = new AtomicReference<>();

    @Override
    public StartupResult wspStartup(int version, ProtocolInfo info, Upcalls given, Ws2Exports ws2) {
      upcalls.set(given);
      exports.set(ws2);
      return super.wspStartup(version, info, given, ws2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenTheVerifierIsOff_whenAProviderIsLoaded_thenItIsTheObjectItself(Verifier.Mode mode) {
    LoopbackProvider base = LoopbackProvider.create();
    Asks layer = new Asks();
    boolean off = mode == Verifier.Mode.OFF;
    try (Winsock winsock = Winsock.builder().base(base).layer(layer).verify(mode).build();
        SocketPair pair = winsock.connectedPair()) {
      assertThat(pair.client().handle().isInvalid()).isFalse();
      ServiceProvider loaded =
          layer.exports.get().loadProvider(LoopbackProvider.PROVIDER_ID).orElseThrow();

      assertThat(loaded == base).as("the base itself is loaded").isEqualTo(off);
      assertThat(loaded instanceof ForwardingProvider).isEqualTo(!off);
      assertThat(loaded.origin()).isSameAs(base);
      assertThat(layer.exports.get() == winsock.exports())
          .as("the layer is given ws2_32's own exports")
          .isEqualTo(off);
      assertThat(layer.upcalls.get().getClass().getPackageName().equals("dev.wsplab.host"))
          .as("the layer is given ws2_32's own upcalls")
          .isEqualTo(off);
    }
  }
}
