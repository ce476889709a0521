package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.spi.WinsockException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A completion port as a client of Java uses it. */
class CompletionPortTest extends HostFixture {
  @Test
  void givenPacketOfTheClientsOwn_whenTaken_thenItIsAsPostedAndThenThereIsNone() {
    try (CompletionPort port = new CompletionPort(kernel32, 0)) {
      port.post(3, 7, structures.overlapped());
      port.post(4, 8, null);

      QueuedCompletion first = port.take(Duration.ZERO).orElseThrow();
      assertThat(first.bytes()).isEqualTo(3);
      assertThat(first.key()).isEqualTo(7);
      assertThat(first.structure()).isEqualTo(structures.overlapped());
      assertThat(port.take(Duration.ZERO).orElseThrow().structure()).isNull();
      assertThat(port.take(Duration.ZERO)).isEmpty();
    }
  }

  /** WIN-15: a second association is refused. */
  @Test
  void givenAssociatedSocket_whenAssociatedAgain_thenItThrowsAndTheHandleIsThePorts() {
    try (CompletionPort port = new CompletionPort(kernel32, 0)) {
      port.associate(socket, 1);

      assertThatThrownBy(() -> port.associate(socket, 1)).isInstanceOf(WinsockException.class);
      kernel32.postQueuedCompletionStatus(port.handle(), 1, 2, 3);
      assertThat(port.take(Duration.ZERO)).isPresent();
    }
  }

  @Test
  void givenClosedPort_whenUsed_thenItThrowsTheErrorOfTheFunction() {
    CompletionPort port = new CompletionPort(kernel32, 0);
    port.close();
    port.close();

    assertThatThrownBy(() -> port.take(Duration.ZERO))
        .isInstanceOfSatisfying(WinsockException.class, e -> assertThat(e.errno()).isEqualTo(6));
    assertThatThrownBy(() -> port.post(0, 0, null))
        .isInstanceOfSatisfying(WinsockException.class, e -> assertThat(e.errno()).isEqualTo(6));
  }

  @Test
  void givenHandleOfNothing_whenDuplicated_thenItThrowsTheError() {
    DuplicateResult<PortHandle> none = kernel32.duplicateHandle(new PortHandle(0x7FFF_FFF0L));

    assertThat(none.succeeded()).isFalse();
    assertThatThrownBy(none::orThrow).isInstanceOf(WinsockException.class);
  }
}
