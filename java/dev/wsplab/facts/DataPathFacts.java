package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Started;
import org.junit.jupiter.api.Test;

/** WIN-54 to WIN-58: how bytes come and go. */
abstract class DataPathFacts extends Facts {
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void givenTwoReceives_whenSentOnce_thenEachGetsItsSliceInOrder_WIN_54() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    Block first = new Block(2);
    Block second = new Block(2);
    Structure firstStructure = new Structure();
    Structure secondStructure = new Structure();
    assertThat(receive(pair.server(), first, 2, firstStructure).isPending()).isTrue();
    assertThat(receive(pair.server(), second, 2, secondStructure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1, (byte) 2, (byte) 3);

    assertThat(packet(port)).isEqualTo(new Packet(2, KEY, firstStructure.address()));
    assertThat(packet(port)).isEqualTo(new Packet(1, KEY, secondStructure.address()));
    assertThat(first.bytes(0, 2)).containsExactly(1, 2);
    assertThat(second.bytes(0, 1)).containsExactly(3);
  }

  @Test
  void givenNonBlockingSocket_whenReceivingOverlapped_thenItPends_WIN_55() {
    Pair pair = connectedPair();
    windows.setNonBlocking(pair.server());
    Structure structure = Structure.withEvent(windows.createEvent(true, false));

    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1);
    assertThat(windows.result(pair.server(), structure.address(), true).bytes()).isEqualTo(1);
  }

  @Test
  void givenNonBlockingSocket_whenReceivingWithoutOverlapped_thenWouldBlock_WIN_55() {
    Pair pair = connectedPair();
    windows.setNonBlocking(pair.server());

    Started started = windows.receive(pair.server(), new Block(8).address(), 8, 0, null);

    assertThat(started.returned()).isEqualTo(-1);
    assertThat(started.error()).isEqualTo(10035);
  }

  @Test
  void givenSocketWithoutOverlapped_whenReceivingWithStructure_thenItBlocks_WIN_56()
      throws Exception {
    Pair pair = connectedPair(windows.socket(false));
    windows.setNonBlocking(pair.client());
    Structure structure = new Structure();
    Call<Started> call = inThread(() -> receive(pair.client(), new Block(8), 8, structure));
    await("started", () -> structure.status() == Structure.PENDING);
    assertThat(call.isDone()).isFalse();

    sendNow(pair.server(), (byte) 1, (byte) 2);

    assertThat(call.get()).isEqualTo(new Started(0, 0, 2));
    assertThat(structure.status()).isZero();
    assertThat(structure.internalHigh()).isEqualTo(2);
  }

  @Test
  void givenSocketWithoutOverlapped_whenReceivingWithoutStructure_thenWouldBlock_WIN_56() {
    Pair pair = connectedPair(windows.socket(false));
    windows.setNonBlocking(pair.client());

    assertThat(windows.receive(pair.client(), new Block(8).address(), 8, 0, null).error())
        .isEqualTo(10035);
  }

  @Test
  void givenLargeSend_whenReaderIsSlow_thenItCompletesWithItsWholeLength_WIN_57() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.client(), port, KEY);
    Structure structure = new Structure();
    Block data = new Block(MEBIBYTE);

    Started started =
        windows.send(pair.client(), data.address(), MEBIBYTE, structure.address(), null);

    assertThat(started.succeeded() || started.isPending()).as("%s", started).isTrue();
    Block room = new Block(MEBIBYTE);
    for (int left = MEBIBYTE; left > 0; ) {
      Started got = windows.receive(pair.server(), room.address(), left, 0, null);
      assertThat(got.bytes()).as("%s", got).isPositive();
      left -= got.bytes();
    }
    assertThat(packet(port)).isEqualTo(new Packet(MEBIBYTE, KEY, structure.address()));
    assertEmpty(port);
  }

  @Test
  void givenAcceptExWithoutData_whenConnected_thenItCompletes_WIN_58() {
    long listener = listener();
    Accepting accepting = new Accepting(listener, 0);

    windows.connect(windows.socket(true), windows.localPort(listener));

    assertThat(packet(accepting.port)).isEqualTo(new Packet(0, KEY, accepting.structure.address()));
  }

  @Test
  void givenAcceptExForData_whenConnected_thenItCompletesOnlyWithData_WIN_58() {
    long listener = listener();
    Accepting accepting = new Accepting(listener, 8);
    long client = windows.socket(true);
    windows.connect(client, windows.localPort(listener));
    assertEmpty(accepting.port);
    assertThat(accepting.structure.status()).isEqualTo(Structure.PENDING);

    sendNow(client, (byte) 1, (byte) 2, (byte) 3);

    assertThat(packet(accepting.port)).isEqualTo(new Packet(3, KEY, accepting.structure.address()));
    assertThat(accepting.output.bytes(0, 3)).containsExactly(1, 2, 3);
  }

  /** An AcceptEx that pends, and the port where it will be told. */
  private final class Accepting {
    private final long port = windows.createPort();
    private final Structure structure = new Structure();
    private final Block output = new Block(72);

    Accepting(long listener, int receiveLength) {
      windows.associate(listener, port, KEY);
      assertThat(acceptEx(listener, windows.socket(true), output, receiveLength, structure))
          .isEqualTo(new Answer(0, 997));
    }
  }
}
