package dev.wsplab.provider.network;

import static dev.wsplab.provider.network.TcpWorld.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Environments without a handle left: calls say so, what pends goes on, and nothing is lost. */
@ParameterizedClass
@MethodSource("worlds")
class ExhaustionTest {
  private static final int LIMIT = 40;
  private static final int NOT_ENOUGH_QUOTA = 1816;

  /** Shows the upcalls that it was given. */
  public static final class Layer extends LayeredProvider {
    Upcalls given() {
      return upcalls();
    }
  }

  private final Layer layer = new Layer();
  private final boolean layered;
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final NativeBlock block = NativeBlock.allocate(16);
  private final Deque<EventHandle> fillers = new ArrayDeque<>();

  ExhaustionTest(Base base, boolean layered) {
    this.layered = layered;
    WinsockBuilder builder =
        Winsock.builder().base(base.provider(), base.protocols()).handleLimit(LIMIT);
    winsock = (layered ? builder.layer(layer) : builder).build();
    ws2 = winsock.ws2_32();
    kernel32 = winsock.kernel32();
  }

  static Stream<Arguments> worlds() {
    return Stream.of(Base.values())
        .flatMap(base -> Stream.of(Arguments.of(base, false), Arguments.of(base, true)));
  }

  @AfterEach
  void close() {
    winsock.close();
    block.close();
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private SocketHandle listener() {
    SocketHandle listener = socket();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 5).orThrow("listen");
    return listener;
  }

  private SocketHandle connectedTo(SocketHandle listener) {
    SocketHandle client = socket();
    ws2.connect(client, ws2.getsockname(listener).orThrow("name")).orThrow("connect");
    return client;
  }

  /** Leaves so many handles, by events that hold the others. */
  private void leave(int handles) {
    while (winsock.openHandles() < LIMIT - handles) {
      fillers.add(kernel32.createEvent(true, false));
    }
  }

  private void giveBack(int handles) {
    for (int i = 0; i < handles; i++) {
      kernel32.closeHandle(fillers.remove());
    }
  }

  @Test
  void givenNoHandleLeft_whenSocketIsMade_thenEnobufs_untilOneIsClosed_WPU_CREATE_7() {
    socket();
    leave(0);

    assertThat(ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno())
        .isEqualTo(code(WsaError.WSAENOBUFS));
    assertThat(winsock.openHandles()).isEqualTo(LIMIT);
    giveBack(layered ? 2 : 1);

    SocketHandle made = socket();
    assertThat(ws2.bind(made, Sockaddr.loopback(0)).errno()).isZero();
  }

  @Test
  void givenNoHandleLeft_whenEventsAndPortsAreMade_thenTheirErrors_WPU_EVENT_2() {
    SocketHandle s = socket();
    leave(0);

    assertThat(ws2.wsaCreateEvent().errno()).isEqualTo(code(WsaError.WSA_NOT_ENOUGH_MEMORY));
    assertThat(kernel32.createEvent(true, false)).isEqualTo(EventHandle.NULL);
    assertThat(kernel32.getLastError()).isEqualTo(NOT_ENOUGH_QUOTA);
    assertThat(kernel32.createIoCompletionPort(null, null, 0, 0).error())
        .isEqualTo(NOT_ENOUGH_QUOTA);
    assertThat(kernel32.duplicateHandle(s).error()).isEqualTo(NOT_ENOUGH_QUOTA);
    assertThat(ws2.wsaDuplicateSocket(s, (int) ProcessHandle.current().pid()).errno())
        .isEqualTo(code(WsaError.WSAENOBUFS));
    if (layered) {
      assertThat(layer.given().wpuCreateEvent().errno())
          .isEqualTo(code(WsaError.WSA_NOT_ENOUGH_MEMORY));
    }
    assertThat(winsock.openHandles()).isEqualTo(LIMIT);
  }

  @Test
  void givenNoHandleLeft_whenAConnectionIsAccepted_thenItWaitsForTheNextAccept() {
    SocketHandle listener = listener();
    SocketHandle client = connectedTo(listener);
    leave(0);

    assertThat(ws2.accept(listener).errno()).isEqualTo(code(WsaError.WSAENOBUFS));
    assertThat(winsock.openHandles()).isEqualTo(LIMIT);
    giveBack(2);

    SocketHandle server = ws2.accept(listener).socket();
    block.buffer().put(0, (byte) 'x');
    ws2.send(client, WsaBuffers.of(block, 0, 1), 0).orThrow("send");
    assertThat(ws2.recv(server, WsaBuffers.of(block, 8, 1), 0).bytes()).isEqualTo(1);
    assertThat(block.buffer().get(8)).isEqualTo((byte) 'x');
  }

  @Test
  void givenNoHandleLeft_whenOperationsPend_thenEachCompletesOnce() {
    SocketHandle listener = listener();
    SocketHandle client = connectedTo(listener);
    SocketHandle server = ws2.accept(listener).socket();
    PortHandle port = kernel32.createIoCompletionPort(server, null, 7, 0).orThrow();
    try (OverlappedBlock structures = OverlappedBlock.allocate(2)) {
      ws2.wsaRecv(server, WsaBuffers.of(block, 0, 2), 0, structures.overlapped(0), null);
      leave(0);
      ws2.wsaRecv(server, WsaBuffers.of(block, 2, 2), 0, structures.overlapped(1), null);

      ws2.send(client, WsaBuffers.of(block, 8, 4), 0).orThrow("send");

      for (int i = 0; i < 2; i++) {
        assertThat(kernel32.getQueuedCompletionStatus(port, 10_000).bytes()).isEqualTo(2);
      }
      assertThat(kernel32.getQueuedCompletionStatus(port, 0).overlapped()).isZero();
    }
  }

  @Test
  void givenLimitsThatAreNone_whenSet_thenTheRangeIsNamed() {
    for (int limit : new int[] {0, -1, Kernel.MAX_HANDLE_LIMIT + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Winsock.builder().handleLimit(limit))
          .withMessageContaining("most=" + limit + ", expected 1 to");
    }
  }
}
