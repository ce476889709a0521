package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.PortPacket;
import dev.wsplab.platform.LargeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call leaves behind that ends before it returns: no operation, and no memory. */
class EndedCallsTest extends HostFixture {
  private TransferResult receive() {
    return ws2.wsaRecv(socket, WsaBuffers.of(0, 0), 0, structures.overlapped(), null);
  }

  @Test
  void givenStartThatFails_whenItReturns_thenNothingIsUnderWay() {
    base.onRecv = (s, overlapped, routine, thread) -> TransferResult.failed(WsaError.WSAENETDOWN);

    assertThat(receive().errno()).isEqualTo(WsaError.WSAENETDOWN.code());

    assertThat(host.operations().underWay()).isEmpty();
    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenProviderThatThrows_whenAnOperationIsStarted_thenNothingIsUnderWay() {
    base.onRecv =
        (s, overlapped, routine, thread) -> {
          throw new IllegalStateException("a bug of its author's");
        };

    assertThatThrownBy(this::receive).hasMessage("a bug of its author's");

    assertThat(host.operations().underWay()).isEmpty();
    assertThat(host.operations().size()).isZero();
  }

  /** IOCP-POST-1: without that a verifier would take it for a second packet of the operation. */
  @Test
  void givenPacketOfTheClientsOwn_whenPosted_thenWhoWatchesHearsOfIt() {
    List<PortPacket> posted = new ArrayList<>();
    host.operations()
        .addListener(
            new OperationListener() {
              @Override
              public void onEvent(OperationEvent event) {}

              @Override
              public void onPosted(PortPacket packet) {
                posted.add(packet);
              }
            });
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();

    kernel32.postQueuedCompletionStatus(port, 1, 2, 0x1000).orThrow("post");

    assertThat(posted).containsExactly(new PortPacket(port.value(), 2, 0x1000, 0, 1));
  }

  @Test
  void givenProviderThatReturnsNull_whenCalled_thenTheMessageNamesFunctionAndProvider() {
    base.onRecv = (s, overlapped, routine, thread) -> null;

    assertThatThrownBy(this::receive).hasMessageContaining("wspRecv of ScriptedBase returned null");
    assertThatThrownBy(() -> ws2.recv(socket, WsaBuffers.of(0, 0), 0))
        .hasMessageContaining("wspRecv of ScriptedBase returned null");
  }

  @Test
  void givenBlockThatIsClosedDuringACall_whenItEnds_thenItsMemoryIsFreedThenAndNotBefore() {
    LargeBlock large = new LargeBlock();
    base.onRecv =
        (s, overlapped, routine, thread) -> {
          large.block().close();
          large.assertThere();
          return TransferResult.done(1, 0);
        };

    ws2.recv(socket, WsaBuffers.of(large.block()), 0).orThrow("recv");

    large.assertGone();
  }

  @Test
  void givenBlockOfAnExtensionFunction_whenItHasEnded_thenItsMemoryIsFreed() {
    LargeBlock large = new LargeBlock();
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair()) {
      ExtensionFunction.Result sent =
          winsock
              .ws2_32()
              .extensions()
              .transmitFile(
                  pair.client().handle(),
                  null,
                  0,
                  null,
                  WsaBuffers.of(large.block(), 0, 8),
                  null,
                  0);
      assertThat(sent.returnValue()).isTrue();
    }

    large.block().close();

    large.assertGone();
  }
}
