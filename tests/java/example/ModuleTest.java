package example;

import static dev.wsplab.assertj.WsplabAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FltInstance;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.fltmgr.NativeMinifilter;
import dev.wsplab.junit.WithFilterManager;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.ClientModule;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.FilterEngine;
import dev.wsplab.wfp.NativeDriver;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a test loads what is written in C: docs/native.md, hosting.md, fltmgr.md, wfp.md. */
@Timeout(120)
class ModuleTest {
  @Test
  void givenLayerInC_whenItIsInstalledInAnEnvironment_thenBytesPassThroughIt() {
    Path file = Modules.sample("layer");
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .layer(NativeProvider.of(file), Guid.random(), "my layer", false)
                .verify(Verifier.Mode.FAIL)
                .build();
        SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64)) {
      sockets.client().send(WsaBuffers.of(hello));
      assertThat(sockets.server().recv(WsaBuffers.of(room))).isEqualTo(5);
      assertThat(winsock).hasNoViolations();
    }
  }

  @Test
  void givenClientInC_whenItsMainIsCalled_thenItsStatusComesBack() {
    Path file = Modules.sample("echo_client");
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      try (ClientModule client = winsock.loadApplication(file)) {
        int status = client.main(List.of("8000")); // or client.call("any_function", word, word ...)
        assertThat(status).isZero();
      }
    }
  }

  @Test
  @WithFilterManager
  void givenMinifilterInC_whenItIsLoaded_thenItAttachesAndUnloads(
      FilterManager manager, FltVolume volume) {
    Path file = Modules.sample("keeper");
    NativeMinifilter keeper = manager.load(file); // a private copy; calls DriverEntry
    FltInstance instance = keeper.attach(volume, "200000"); // asks InstanceSetup
    assertThat(instance.altitude()).hasToString("200000");
    keeper.unload(); // FilterUnload; the manager's close does it, too
  }

  @Test
  void givenCalloutDriverInC_whenItIsLoaded_thenItIsAskedAboutAConnect() {
    Path file = Modules.sample("porter");
    try (FilterEngine engine = FilterEngine.builder().build()) {
      NativeDriver porter = engine.load(file); // a private copy; calls DriverEntry
      try (Winsock winsock =
          Winsock.builder()
              .base(LoopbackProvider.builder().authorizer(engine.authorizer()).build())
              .build()) {
        winsock.connectedPair().close();
        assertThat(porter.function("PorterAsked").invokeInt(new Object[0])).isPositive();
      }
      porter.unload(); // DriverUnload; the engine's stop does it, too
    }
  }
}
