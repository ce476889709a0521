package dev.wsplab.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WinsockException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients of {@code tests/providers}, called by their entry point. */
// A thread that hangs in native code cannot be interrupted.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApplicationInCTest {
  private static final double SCALE = Double.parseDouble(System.getProperty("wsplab.scale", "1"));
  private static final long BYTES = Math.max(1 << 20, (long) (SCALE * (1L << 30)));

  static final class PassThrough extends LayeredProvider {}

  /** It looks at what each call gives back; on Windows it is right about Winsock itself. */
  private static void calls(WinsockBuilder builder) {
    try (Winsock winsock = builder.watchClient().build();
        ClientModule client = winsock.loadApplication(Modules.sample("client_calls"))) {
      assertThat(client.main(List.of())).isZero();
      assertThat(winsock.unclosedHandles()).isEmpty();
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }

  @Test
  void givenClientInC_whenItCallsWhatThereIsOverTheBaseInMemory_thenAllIsAsDocumented() {
    calls(Winsock.builder().base(LoopbackProvider.create()));
  }

  @Test
  void givenClientInC_whenItCallsWhatThereIsOverSocketsOfTheSystem_thenAllIsAsDocumented() {
    calls(Winsock.builder());
  }

  @Test
  void givenClientInC_whenItCallsWhatThereIsThroughALayerInJava_thenAllIsAsDocumented() {
    calls(Winsock.builder().base(LoopbackProvider.create()).layer(new PassThrough()));
  }

  @Test
  void givenClientInC_whenItCallsWhatThereIsThroughALayerInC_thenAllIsAsDocumented() {
    calls(
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(Modules.provider(Modules.sample("layer")), Guid.random(), "layer.c", false));
  }

  @Test
  void givenApplication_whenAskedForAFunctionThatItLacks_thenTheMessageNamesBoth() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        ClientModule client = winsock.loadApplication(Modules.sample("echo_client"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.call("no_such_function"))
          .withMessageContainingAll("echo_client", "no_such_function");
    }
  }

  @Test
  void givenNoSuchFile_whenLoaded_thenTheMessageNamesIt() {
    Path file = Path.of("no", "such", "client.so").toAbsolutePath();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      assertThatExceptionOfType(WinsockException.class)
          .isThrownBy(() -> winsock.loadApplication(file))
          .withMessageContaining(file.toString());
    }
  }

  /** It compares what comes back with what it has sent, and says so by its status. */
  private static void echo(WinsockBuilder builder) {
    try (Winsock winsock = builder.build();
        ClientModule client = winsock.loadApplication(Modules.sample("echo_client"))) {
      assertThat(client.main(List.of(Long.toString(BYTES)))).isZero();
      assertThat(winsock.pendingOperations()).isEmpty();
    }
  }

  @Test
  void givenEchoClientInC_whenItRunsOverTheBaseInMemory_thenAllBytesComeBack() {
    echo(Winsock.builder().base(LoopbackProvider.create()));
  }

  @Test
  void givenEchoClientInC_whenItRunsOverSocketsOfTheSystem_thenAllBytesComeBack() {
    echo(Winsock.builder());
  }

  @Test
  void givenEchoClientInC_whenItRunsThroughLayersInCAndJava_thenAllBytesComeBack() {
    echo(
        Winsock.builder()
            .base(LoopbackProvider.create())
            .layer(Modules.provider(Modules.sample("layer")), Guid.random(), "layer.c", false)
            .layer(new PassThrough()));
  }

  @Test
  void givenEchoClientInC_whenBaseAndLayerAreInCToo_thenAllBytesComeBack() {
    ProtocolInfo tcp =
        ProtocolInfo.builder().providerId(Guid.random()).ifsHandles(false).name("base.c").build();
    echo(
        Winsock.builder()
            .base(Modules.provider(Modules.sample("base")), List.of(tcp))
            .layer(Modules.provider(Modules.sample("layer")), Guid.random(), "layer.c", false));
  }
}
