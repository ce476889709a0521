package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.WinBase;
import com.sun.jna.platform.win32.WinNT.HANDLE;
import dev.wsplab.Winsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A {@code WinBase.OVERLAPPED} of jna-platform and JNA's memory, used with our sockets and port.
 */
class JnaStructureTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Winsock winsock = Winsock.builder().build();
  private final SocketPair sockets = winsock.connectedPair();
  private final CompletionPort port = winsock.completionPort();
  private final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
  private final Memory room = new Memory(64);
  private final WinBase.OVERLAPPED structure = new WinBase.OVERLAPPED();

  @AfterEach
  void close() {
    port.close();
    sockets.close();
    winsock.close();
    hello.close();
    room.close();
  }

  private WsaBuffers roomBuffers() {
    return WsaBuffers.of(room, (int) room.size());
  }

  private void receiveHello() {
    sockets.server().startRecv(roomBuffers(), Overlapped.of(structure));
    sockets.client().send(WsaBuffers.of(hello));
  }

  @Test
  void givenStructureOfJna_whenReceived_thenThePacketCarriesItAndReadingItShowsTheBytes() {
    port.associate(sockets.server().handle(), 42);

    receiveHello();

    QueuedCompletion packet = port.take(LONG).orElseThrow();
    assertThat(packet.key()).isEqualTo(42);
    assertThat(packet.bytes()).isEqualTo(5);
    assertThat(packet.overlapped()).isEqualTo(Pointer.nativeValue(structure.getPointer()));
    assertThat(packet.structure()).isEqualTo(Overlapped.of(structure));
    structure.read();
    assertThat(structure.Internal.longValue()).isZero();
    assertThat(structure.InternalHigh.longValue()).isEqualTo(5);
    assertThat(room.getByteArray(0, 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void givenStructureOfJnaWithAnEvent_whenReceived_thenTheEventIsSetAndTheResultIsThere() {
    try (Event event = winsock.event()) {
      structure.hEvent = new HANDLE(new Pointer(event.handle().value()));

      receiveHello();

      assertThat(event.await(LONG)).isTrue();
      assertThat(sockets.server().result(Overlapped.of(structure), false)).isEqualTo(5);
    }
  }

  @Test
  void givenPendingStructureOfJna_whenItIsLookedUp_thenItStaysPending() {
    port.associate(sockets.server().handle(), 42);
    sockets.server().startRecv(roomBuffers(), Overlapped.of(structure));

    assertThat(Overlapped.of(structure).isPending()).isTrue();
    assertThatThrownBy(() -> sockets.server().result(Overlapped.of(structure), false))
        .isInstanceOfSatisfying(
            WinsockException.class,
            e -> assertThat(e.errno()).isEqualTo(Win32Error.ERROR_IO_INCOMPLETE.code()));

    sockets.client().send(WsaBuffers.of(hello));
    port.take(LONG).orElseThrow();
    assertThat(sockets.server().result(Overlapped.of(structure), false)).isEqualTo(5);
  }

  @Test
  void givenStructureOfJna_whenPosted_thenItComesOut() {
    port.post(3, 4, Overlapped.of(structure));

    assertThat(port.take(LONG).orElseThrow().structure()).isEqualTo(Overlapped.of(structure));
  }
}
