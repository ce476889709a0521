package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An event object as a client of Java uses it. */
class EventTest extends HostFixture {
  private static final Duration NO_TIME = Duration.ZERO;

  @Test
  void givenManualResetEvent_whenSet_thenItIsSignalledUntilItIsReset() {
    try (Event event = new Event(kernel32, true, false)) {
      assertThat(event.await(NO_TIME)).isFalse();
      event.set();
      assertThat(event.await(NO_TIME)).isTrue();
      assertThat(event.await(NO_TIME)).isTrue();
      event.reset();
      assertThat(event.await(NO_TIME)).isFalse();
    }
  }

  @Test
  void givenAutoResetEvent_whenWaitedFor_thenOneWaitTakesTheSignal() {
    try (Event event = new Event(kernel32, false, true)) {
      assertThat(event.await(NO_TIME)).isTrue();
      assertThat(event.await(NO_TIME)).isFalse();
    }
  }

  @Test
  void givenClosedEvent_whenUsed_thenItThrows() {
    Event event = new Event(kernel32, true, true);
    event.close();
    event.close();

    assertThatThrownBy(() -> event.await(NO_TIME))
        .isInstanceOf(WinsockException.class)
        .hasMessageContaining("WaitForSingleObject");
    assertThatThrownBy(event::set).isInstanceOf(WinsockException.class);
    assertThatThrownBy(event::reset).isInstanceOf(WinsockException.class);
  }

  /** IOCP-EVT-3: with bit 0 the event alone tells. */
  @Test
  void givenSocketWithAPort_whenStructuresHaveEvents_thenBitZeroKeepsThePacketAway() {
    PortHandle port = kernel32.createIoCompletionPort(socket, null, 0, 0).orThrow();
    Overlapped plain = structures.overlapped(0);
    Overlapped silent = structures.overlapped(1);
    try (Event first = new Event(kernel32, true, false);
        Event second = new Event(kernel32, true, false)) {
      first.attachTo(plain);
      second.attachWithoutPacketTo(silent);
      receive(silent);
      receive(plain);

      assertThat(first.await(NO_TIME)).isTrue();
      assertThat(second.await(NO_TIME)).isTrue();
      assertThat(kernel32.getQueuedCompletionStatus(port, 0).overlapped())
          .isEqualTo(plain.address());
      assertThat(kernel32.getQueuedCompletionStatus(port, 0).taken()).isFalse();
    }
  }

  private void receive(Overlapped overlapped) {
    ws2.wsaRecv(socket, WsaBuffers.of(0, 0), 0, overlapped, null);
    base.ws2().wpuCompleteOverlappedRequest(socket, overlapped, 0, 0).orThrow("WPU");
  }
}
