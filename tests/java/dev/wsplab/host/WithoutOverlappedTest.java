package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import org.junit.jupiter.api.Test;

/** A base that fills the structure in its call and indicates nothing. */
class WithoutOverlappedTest extends HostFixture {
  private SocketHandle system(boolean overlapped) {
    return base.ws2().systemIo().createHandle(base.entryId(), overlapped).orThrow("createHandle");
  }

  private void receive(SocketHandle s) {
    Overlapped structure = structures.overlapped();
    base.onRecv =
        (socket, overlapped, routine, threadId) -> {
          structure.publish(5, 0);
          return TransferResult.done(5, 0);
        };
    ws2.wsaRecv(s, WsaBuffers.of(0, 0), 0, structure, null).orThrow("WSARecv");
  }

  /** WIN-56: nothing comes after, so nothing is kept. */
  @Test
  void givenSocketWithoutTheAttribute_whenAReceiveHasFilledTheStructure_thenItIsOver() {
    receive(system(false));

    assertThat(host.operations().size()).isZero();
  }

  /** WSP-IO-1: there the completion is still to be indicated. */
  @Test
  void givenSocketWithTheAttribute_whenAReceiveHasReturnedSuccess_thenItIsStillToBeIndicated() {
    receive(system(true));
    assertThat(host.operations().underWay()).hasSize(1);

    receive(socket);
    assertThat(host.operations().underWay()).hasSize(2);
  }
}
