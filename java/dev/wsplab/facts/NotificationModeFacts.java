package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.facts.WindowsApi.Started;
import org.junit.jupiter.api.Test;

/** WIN-28 to WIN-31: notification modes, and the low bit of hEvent. */
abstract class NotificationModeFacts extends Facts {
  private static final int SKIP_PORT_ON_SUCCESS = 1;

  @Test
  void givenSkipOnSuccess_whenReceiveReturnsSuccess_thenNoPacket_WIN_28() {
    Pair pair = connectedPair();
    long port = skipping(pair.server());
    sendNow(pair.client(), (byte) 1);
    awaitData(pair.server(), 1);

    Started started = receive(pair.server(), new Block(8), 8, new Structure());

    assertThat(started).isEqualTo(new Started(0, 0, 1));
    assertEmpty(port);
  }

  @Test
  void givenSkipOnSuccess_whenReceivePends_thenThePacketComes_WIN_28() {
    Pair pair = connectedPair();
    long port = skipping(pair.server());
    Structure structure = new Structure();
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1);

    assertThat(packet(port)).isEqualTo(new Packet(1, KEY, structure.address()));
  }

  @Test
  void givenSkipOnSuccess_whenConnectExPends_thenThePacketComes_WIN_28() {
    long listener = listener();
    long socket = windows.socket(true);
    windows.bind(socket);
    long port = skipping(socket);
    Structure structure = new Structure();

    Answer started = windows.connectEx(socket, windows.localPort(listener), structure.address());

    if (started.succeeded()) {
      assertEmpty(port);
    } else {
      assertThat(started.error()).isEqualTo(997);
      assertThat(packet(port)).isEqualTo(new Packet(0, KEY, structure.address()));
    }
  }

  @Test
  void givenSocketWithoutOverlapped_whenModesAreSet_thenInvalidParameter_WIN_29() {
    assertThat(windows.setNotificationModes(windows.socket(false), SKIP_PORT_ON_SUCCESS))
        .isEqualTo(new Answer(0, 87));
  }

  @Test
  void givenLowBitOfEvent_whenReceiveFinishes_thenEventAndStatusButNoPacket_WIN_30() {
    Pair pair = connectedPair();
    long port = associated(pair.server());
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event | 1);
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1);

    assertSignalled(event);
    assertThat(structure.status()).isZero();
    assertThat(structure.internalHigh()).isEqualTo(1);
    assertEmpty(port);
  }

  @Test
  void givenLowBitOfEvent_whenReceiveSucceedsAtOnce_thenEventAndStatusButNoPacket_WIN_30() {
    Pair pair = connectedPair();
    long port = associated(pair.server());
    sendNow(pair.client(), (byte) 1);
    awaitData(pair.server(), 1);
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event | 1);

    assertThat(receive(pair.server(), new Block(8), 8, structure).succeeded()).isTrue();

    assertSignalled(event);
    assertThat(structure.status()).isZero();
    assertEmpty(port);
  }

  @Test
  void givenLowBitOfEvent_whenConnectExFinishes_thenEventAndStatusButNoPacket_WIN_30() {
    long listener = listener();
    long socket = windows.socket(true);
    windows.bind(socket);
    long port = associated(socket);
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event | 1);

    windows.connectEx(socket, windows.localPort(listener), structure.address());

    assertSignalled(event);
    assertThat(structure.status()).isZero();
    assertEmpty(port);
  }

  @Test
  void givenLowBitOfEvent_whenDisconnectExFinishes_thenEventAndStatusButNoPacket_WIN_30() {
    long listener = listener();
    long socket = windows.socket(true);
    windows.connect(socket, windows.localPort(listener));
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event | 1);

    Answer started = windows.disconnectEx(socket, structure.address());
    assertThat(started.succeeded() || started.error() == 997).as("%s", started).isTrue();

    assertSignalled(event);
    assertThat(structure.status()).isZero();
    assertEmpty(port);
  }

  @Test
  void givenOddHandleValue_whenWaitedFor_thenTheLowBitIsIgnored_WIN_31() {
    long event = windows.createEvent(true, true);

    assertSignalled(event + 1);
  }

  @Test
  void givenLowBitOfEvent_whenResultIsAwaited_thenTheEventIsFound_WIN_31() {
    Pair pair = connectedPair();
    Structure structure = Structure.withEvent(windows.createEvent(true, false) | 1);
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1);

    assertThat(windows.result(pair.server(), structure.address(), true))
        .isEqualTo(new Queried(true, 0, 1));
  }

  private long associated(long socket) {
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    return port;
  }

  private long skipping(long socket) {
    assertThat(windows.setNotificationModes(socket, SKIP_PORT_ON_SUCCESS).succeeded()).isTrue();
    return associated(socket);
  }
}
