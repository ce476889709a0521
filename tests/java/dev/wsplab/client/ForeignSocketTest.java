package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A socket of another environment is nobody's here, as one of another process would be: kernel32's
 * functions give 6 and leave it as it is.
 */
class ForeignSocketTest {
  private final Winsock mine = Winsock.builder().base(LoopbackProvider.create()).build();
  private final Winsock others = Winsock.builder().base(LoopbackProvider.create()).build();
  private final SocketHandle foreign = streamOf(others);

  @AfterEach
  void close() {
    mine.close();
    others.close();
  }

  private static SocketHandle streamOf(Winsock winsock) {
    return winsock
        .ws2_32()
        .wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
        .orThrow("WSASocket");
  }

  @Test
  void givenForeignSocket_whenClosed_thenInvalidHandleAndItIsStillOpen() {
    assertThat(mine.kernel32().closeHandle(foreign)).isEqualTo(BoolResult.failed(6));

    assertThat(others.ws2_32().closesocket(foreign).succeeded()).isTrue();
  }

  @Test
  void givenForeignSocket_whenAssociated_thenInvalidHandleAndItHasNoPort() {
    try (CompletionPort port = mine.completionPort()) {
      assertThatThrownBy(() -> port.associate(foreign, 1))
          .isInstanceOfSatisfying(WinsockException.class, e -> assertThat(e.errno()).isEqualTo(6))
          .hasMessageContaining("none of this environment");
      assertThat(mine.kernel32().createIoCompletionPort(foreign, null, 1, 0).error()).isEqualTo(6);
    }

    try (CompletionPort port = others.completionPort()) {
      port.associate(foreign, 1); // which it could not if it had one
    }
  }

  @Test
  void givenForeignSocket_whenItsModesAreSet_thenInvalidHandleAndTheyAreAsBefore() {
    assertThat(mine.kernel32().setFileCompletionNotificationModes(foreign, 1))
        .isEqualTo(BoolResult.failed(6));

    assertThat(others.exports().kernel().sockets().query(foreign).modes()).isZero();
  }

  @Test
  void givenForeignSocket_whenDuplicated_thenInvalidHandle() {
    assertThat(mine.kernel32().duplicateHandle(foreign).error()).isEqualTo(6);
  }

  @Test
  void givenCopyOfOnesOwnSocket_whenClosedElsewhere_thenInvalidHandleAndItClosesHere() {
    SocketHandle copy = mine.kernel32().duplicateHandle(streamOf(mine)).orThrow();

    assertThat(others.kernel32().closeHandle(copy)).isEqualTo(BoolResult.failed(6));
    assertThat(mine.kernel32().closeHandle(copy)).isEqualTo(BoolResult.TRUE);
    assertThat(mine.kernel32().closeHandle(copy)).isEqualTo(BoolResult.failed(6));
  }
}
