package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaBuffers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only the loader, the copies and the exceptions of Windows make possible. */
@EnabledOnOs(OS.WINDOWS)
class ModulesOnWindowsTest {
  private static int send(ClientSocket socket) {
    try (NativeBlock data = NativeBlock.allocate(3)) {
      return socket.send(WsaBuffers.of(data));
    }
  }

  @Test
  void givenProviderThatUsesABadPointer_whenCalled_thenTheFaultEndsAtTheBoundary_WSP_ERR_3() {
    try (Winsock winsock = ModuleWorld.over("faults");
        ClientSocket socket = winsock.tcpSocket()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> send(socket))
            .hasMessageContaining(Modules.file("faults").toString())
            .hasMessageContaining("WSPSend")
            .hasMessageContaining("the processor refused");
      }
      assertThat(winsock.violations()).extracting("rule").contains("WSP-ERR-3");
    }
  }

  @Test
  void givenEnvironment_whenClosed_thenNothingOfItsCopiesIsLeft() {
    NativeProvider provider = Modules.provider("with_helper");
    Path folder;
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(send(socket)).isPositive();
      HostedModule hosted = provider.hosted();
      assertThat(hosted).isNotNull();
      folder = hosted.loaded().libraries().path().getParent();
      assertThat(folder.resolve("own_helper.dll")).exists();
    }
    assertThat(Files.exists(folder)).as("the folder of the copies").isFalse();
  }

  @Test
  void givenCallsFromDllMain_whenLoaded_thenTheyAreServedAndReported() throws InterruptedException {
    List<Throwable> reported = new CopyOnWriteArrayList<>();
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread thread = new Thread(() -> exchangeThroughALayer(thrown), "loads a layer");
    thread.setUncaughtExceptionHandler((t, e) -> reported.add(e));
    thread.start();
    thread.join();

    assertThat(thrown).isEmpty();
    assertThat(reported)
        .singleElement()
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageContaining(Modules.file("through").toString())
                    .hasMessageContaining("its DllMain calls WSCEnumProtocols"));
  }

  private static void exchangeThroughALayer(List<Throwable> thrown) {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .layer(Modules.provider("through"), Guid.random(), "through", true)
                .build();
        SocketPair pair = winsock.connectedPair();
        NativeBlock data = NativeBlock.allocate(3)) {
      assertThat(pair.client().send(WsaBuffers.of(data))).isEqualTo(3);
      assertThat(pair.server().recv(WsaBuffers.of(data))).isEqualTo(3);
    } catch (Throwable e) {
      thrown.add(e);
    }
  }
}
