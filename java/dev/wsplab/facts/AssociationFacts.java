package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.spi.Winsock2;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WIN-14 to WIN-27: sockets and the ports they are associated with. */
abstract class AssociationFacts extends Facts {
  private static final Answer INVALID_PARAMETER = new Answer(0, 87);

  @Test
  void givenSocket_whenAssociated_thenTheSamePortHandleComesBack_WIN_14() {
    long port = windows.createPort();

    assertThat(windows.associate(windows.socket(true), port, KEY)).isEqualTo(new Answer(port, 0));
  }

  @Test
  void givenAssociatedSocket_whenAssociatedAgain_thenInvalidParameter_WIN_15() {
    long port = windows.createPort();
    long socket = windows.socket(true);
    windows.associate(socket, port, KEY);

    assertThat(windows.associate(socket, port, KEY)).isEqualTo(INVALID_PARAMETER);
    assertThat(windows.associate(socket, windows.createPort(), KEY)).isEqualTo(INVALID_PARAMETER);
  }

  @Test
  void givenSocketWithoutOverlapped_whenAssociated_thenInvalidParameter_WIN_16() {
    assertThat(windows.associate(windows.socket(false), windows.createPort(), KEY))
        .isEqualTo(INVALID_PARAMETER);
  }

  @Test
  void givenPendingAcceptEx_whenAssociatedAndClosed_thenItsPacketComes_WIN_17_WIN_22() {
    long port = windows.createPort();
    long listener = listener();
    Structure structure = acceptEx(listener, windows.socket(true));
    windows.associate(listener, port, KEY);

    windows.closeSocket(listener);

    assertCancelled(port, structure);
  }

  @Test
  void givenAssociatedListener_whenClosedWithAcceptEx_thenItsPacketComes_WIN_22() {
    long port = windows.createPort();
    long listener = listener();
    windows.associate(listener, port, KEY);
    Structure structure = acceptEx(listener, windows.socket(true));

    windows.closeSocket(listener);

    assertCancelled(port, structure);
  }

  @Test
  void givenAssociatedSocket_whenReceivingWithRoutine_thenRefused_WIN_18() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    AtomicInteger runs = new AtomicInteger();
    Structure structure = new Structure();

    Started started = receive(pair.server(), structure, runs);

    assertThat(started.returned()).isEqualTo(-1);
    assertThat(started.error()).isEqualTo(10022);
    sendNow(pair.client(), (byte) 1);
    assertThat(windows.sleep(0, true)).isZero();
    assertThat(runs).hasValue(0);
    assertEmpty(port);
  }

  @Test
  void givenRoutineOperation_whenAssociatedMeanwhile_thenItEndsByApcWithoutPacket_WIN_19() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    AtomicInteger runs = new AtomicInteger();
    assertThat(receive(pair.server(), new Structure(), runs).isPending()).isTrue();
    windows.associate(pair.server(), port, KEY);

    sendNow(pair.client(), (byte) 1);

    assertThat(windows.sleep(LONG, true)).isEqualTo(WAIT_IO_COMPLETION);
    assertThat(runs).hasValue(1);
    assertEmpty(port);
  }

  @Test
  void givenData_whenReceiveSucceedsAtOnce_thenOnePacketAllTheSame_WIN_20() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    sendNow(pair.client(), (byte) 1, (byte) 2);
    awaitData(pair.server(), 2);
    Structure structure = new Structure();

    Started started = receive(pair.server(), new Block(8), 8, structure);

    assertThat(started).isEqualTo(new Started(0, 0, 2));
    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(true, 0, new Packet(2, KEY, structure.address())));
    assertEmpty(port);
  }

  @Test
  void givenPendingReceive_whenPeerResets_thenPacketSays64AndQuerySays10054_WIN_21() {
    Pair pair = connectedPair();
    Structure structure = new Structure();
    long port = receiving(pair.server(), structure);
    windows.resetOnClose(pair.client());

    windows.closeSocket(pair.client());

    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(64, structure));
    assertThat(structure.status()).isEqualTo(STATUS_CONNECTION_RESET);
    assertThat(windows.result(pair.server(), structure.address(), false).error()).isEqualTo(10054);
  }

  @Test
  void givenConnectEx_whenRefused_thenPacketSays1225AndQuerySays10061_WIN_21() {
    int nobody = portOfNobody();
    long socket = windows.socket(true);
    windows.bind(socket);
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    Structure structure = new Structure();

    assertThat(windows.connectEx(socket, nobody, structure.address()))
        .isEqualTo(new Answer(0, 997));

    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(1225, structure));
    assertThat(structure.status()).isEqualTo(STATUS_CONNECTION_REFUSED);
    assertThat(windows.result(socket, structure.address(), false).error()).isEqualTo(10061);
  }

  @Test
  void givenControlThatIsNotSupported_whenItEnds_thenPacketSays50AndQuerySays10045_WIN_21() {
    long socket = windows.socket(true);
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    Structure structure = new Structure();
    Block out = new Block(WORD);

    Started started =
        windows.control(
            socket, Winsock2.SIO_BASE_HANDLE, 0, 0, out.address(), WORD, structure.address(), null);

    assertThat(started.isPending()).as("%s", started).isTrue();
    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(50, structure));
    assertThat(windows.result(socket, structure.address(), false).error()).isEqualTo(10045);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenDuplicatedListener_whenOneHandleIsClosed_thenOnlyTheLastCancels_WIN_23(
      boolean originalFirst) {
    long listener = listener();
    long port = windows.createPort();
    windows.associate(listener, port, KEY);
    long copy = windows.duplicateSocket(listener);
    Structure structure = acceptEx(listener, windows.socket(true));

    close(originalFirst, listener, copy);
    assertEmpty(port);
    assertThat(structure.status()).isEqualTo(Structure.PENDING);

    close(!originalFirst, listener, copy);
    assertCancelled(port, structure);
  }

  private void close(boolean original, long listener, long copy) {
    if (original) {
      windows.closeSocket(listener);
    } else {
      assertThat(windows.closeByHandle(copy)).isEqualTo(new Answer(1, 0));
    }
  }

  /** By {@code closesocket}, and by {@code CloseHandle}. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendingReceive_whenItsSocketIsClosed_thenConnectionAborted_WIN_24(boolean byHandle) {
    Pair pair = connectedPair();
    Structure structure = new Structure();
    long port = receiving(pair.server(), structure);

    close(pair.server(), byHandle);

    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(1236, structure));
    assertThat(structure.status()).isEqualTo(STATUS_CONNECTION_ABORTED);
    assertEmpty(port);
  }

  void close(long socket, boolean byHandle) {
    if (byHandle) {
      assertThat(windows.closeByHandle(socket)).isEqualTo(new Answer(1, 0));
    } else {
      windows.closeSocket(socket);
    }
  }

  @Test
  void givenPendingAcceptEx_whenAcceptSocketIsClosed_thenAbortedOnTheListenersKey_WIN_25() {
    long listener = listener();
    long accepting = windows.socket(true);
    long port = windows.createPort();
    windows.associate(listener, port, KEY);
    Structure structure = acceptEx(listener, accepting);

    windows.closeSocket(accepting);

    Dequeued got = windows.dequeue(port, LONG);
    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isIn(995, 1236);
    assertThat(got.packet()).isEqualTo(new Packet(0, KEY, structure.address()));
  }

  @Test
  void givenPendingReceive_whenPeerClosesGracefully_thenSuccessWithNoBytes_WIN_26() {
    Pair pair = connectedPair();
    Structure structure = new Structure();
    long port = receiving(pair.server(), structure);

    windows.shutdownSend(pair.client());

    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(true, 0, new Packet(0, KEY, structure.address())));
  }

  @Test
  void givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27() {
    Pair pair = connectedPair();
    receive(pair.server(), new Block(8), 8, new Structure());
    assertNotSignalled(pair.server());

    windows.associate(pair.server(), windows.createPort(), KEY);

    assertSignalled(pair.server());
  }

  @Test
  void givenSkipEventMode_whenAssociated_thenTheSocketStaysNonsignalled_WIN_27() {
    Pair pair = connectedPair();
    receive(pair.server(), new Block(8), 8, new Structure());
    assertThat(windows.setNotificationModes(pair.server(), 2).succeeded()).isTrue();

    windows.associate(pair.server(), windows.createPort(), KEY);

    assertNotSignalled(pair.server());
  }

  /** Associates a socket and starts a receive that pends; the port. */
  long receiving(long socket, Structure structure) {
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    assertThat(receive(socket, new Block(8), 8, structure).isPending()).isTrue();
    return port;
  }

  private Started receive(long socket, Structure structure, AtomicInteger runs) {
    return windows.receive(
        socket,
        new Block(8).address(),
        8,
        structure.address(),
        (error, bytes, overlapped, flags) -> runs.incrementAndGet());
  }

  void assertCancelled(long port, Structure structure) {
    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(995, structure));
    assertThat(structure.status()).isEqualTo(STATUS_CANCELLED);
    assertEmpty(port);
  }

  static Dequeued failed(int error, Structure structure) {
    return new Dequeued(false, error, new Packet(0, KEY, structure.address()));
  }
}
