package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.ShownOutput;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.ContractViolationError;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.FilterEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments made without JUnit: docs/verifier.md, verifying.md, timeline.md, wfp.md. */
class EnvironmentTest {
  /** Whose receives are never completed. */
  private final LayeredProvider layer = new ForgetfulLayer();

  /** A receive for which something comes. */
  private static void receive(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
    }
  }

  @Test
  void givenFaultyLayer_whenAnEnvironmentThatFailsIsClosed_thenTheBrokenRuleIsThrown() {
    assertThatExceptionOfType(ContractViolationError.class)
        .isThrownBy(this::closesAfterAMistake)
        .satisfies(thrown -> assertThat(thrown.violations()).isNotEmpty());
  }

  private void closesAfterAMistake() {
    try (Winsock winsock = Winsock.builder().layer(layer).verify(Verifier.Mode.FAIL).build()) {
      receive(winsock);
    } // throws ContractViolationError when a rule was broken
  }

  @Test
  void givenStacks_whenARuleIsBroken_thenItsHistoryNamesTheLineThatStartedTheOperation() {
    assertThatExceptionOfType(ContractViolationError.class)
        .isThrownBy(this::closesAfterAMistakeWithStacks)
        .withMessageContaining("EnvironmentTest.receive(EnvironmentTest.java:")
        .satisfies(thrown -> ShownOutput.assertShows("EnvironmentTest", thrown.getMessage()));
  }

  private void closesAfterAMistakeWithStacks() {
    try (Winsock winsock =
        Winsock.builder().layer(layer).verify(Verifier.Mode.FAIL).stacks().build()) {
      receive(winsock);
    }
  }

  @Test
  void givenRecording_whenItsTimelineIsWritten_thenThePageIsThere(@TempDir Path folder)
      throws IOException {
    Path page = folder.resolve("timeline.html");
    try (Winsock winsock = Winsock.builder().record(10_000).build()) {
      receive(winsock);
      winsock.timeline("what I look for").writePage(page);
    }
    assertThat(page).content().contains("what I look for", "WSARecv");
  }

  @Test
  void givenEngineThatAsksNobody_whenTheSystemsTcpConnects_thenItIsPermitted() {
    FilterEngine engine = FilterEngine.builder().build();
    WinsockBuilder builder =
        Winsock.builder().base(TcpProvider.loopbackOnly().authorizedBy(engine.authorizer()));
    try (engine;
        Winsock winsock = builder.build()) {
      Ws2_32 ws2 = winsock.ws2_32();
      SocketHandle listener = socket(ws2);
      ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
      ws2.listen(listener, 5).orThrow("listen");
      Sockaddr where = ws2.getsockname(listener).orThrow("getsockname");
      assertThat(ws2.connect(socket(ws2), where).succeeded()).isTrue();
    }
  }

  private static SocketHandle socket(Ws2_32 ws2) {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }
}
