package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WIN-32 to WIN-43: what stands in the structure, and what result queries make of it. */
abstract class ResultFacts extends Facts {
  private static final int RUBBISH = 0x7FFF_FFF0;

  @Test
  void givenReceive_whenItPends_thenInternalSaysSoAndInternalHighStays_WIN_32() {
    Structure structure = Structure.handMade(0, UNTOUCHED, 0);

    assertThat(receive(connectedPair().server(), new Block(8), 8, structure).isPending()).isTrue();

    assertThat(structure.status()).isEqualTo(Structure.PENDING);
    assertThat(structure.internalHigh()).isEqualTo(UNTOUCHED);
  }

  @Test
  void givenPacket_whenItIsSeen_thenTheResultStandsInTheStructure_WIN_33() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    Structure structure = new Structure();
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1, (byte) 2, (byte) 3);

    packet(port);
    assertThat(structure.status()).isZero();
    assertThat(structure.internalHigh()).isEqualTo(3);
  }

  @Test
  void givenEvent_whenItIsSignalled_thenTheResultStandsInTheStructure_WIN_33() {
    Pair pair = connectedPair();
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event);
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1, (byte) 2, (byte) 3);

    assertSignalled(event);
    assertThat(structure.status()).isZero();
    assertThat(structure.internalHigh()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendingStatus_whenAskedWithoutWait_thenIncompleteEvenIfSignalled_WIN_34(boolean set) {
    Structure structure = Structure.handMade(Structure.PENDING, 7, windows.createEvent(true, set));

    Queried got = windows.result(windows.socket(true), structure.address(), false);

    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isEqualTo(996);
  }

  @Test
  void givenPendingStatusAndSignalledEvent_whenAskedWithWait_thenTrue_WIN_35() {
    Structure structure = Structure.handMade(Structure.PENDING, 7, windows.createEvent(true, true));
    AtomicInteger runs = queueApc();

    Queried got = windows.result(windows.socket(true), structure.address(), true);

    assertThat(got).isEqualTo(new Queried(true, 0, 7));
    assertThat(runs).hasValue(0);
    windows.sleep(0, true);
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenRubbishSocket_whenAsked_thenNotASocketEvenIfComplete_WIN_39() {
    Queried got = windows.result(RUBBISH, Structure.handMade(0, 7, 0).address(), false);

    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isEqualTo(10038);
  }

  @ParameterizedTest
  @CsvSource({
    "00000103, 996",
    "C0000120, 995",
    "C000013B, 10053",
    "C0000241, 10053",
    "C000020F, 10053",
    "C000013C, 10054",
    "C000020D, 10054",
    "C000020C, 10054",
    "C000023F, 10054",
    "C000013E, 10054",
    "C00000B5, 10060",
    "C000013F, 10060",
    "C0000240, 10004",
    "C0000209, 10055",
    "C000023A, 10022",
    "C0000236, 10061",
    "C00000BC, 10061",
    "C0000008, 10038",
    "C0000024, 10038",
    "C0000005, 10014",
    "C0000023, 10014",
    "80000005, 10040",
    "C00000BB, 10045",
    "C0000237, 10101",
    "C0AAAAAA, 10022",
    "80AAAAAA, 10022",
  })
  void givenStatusOfFailure_whenAsked_thenItsWinsockError_WIN_40(String status, int error) {
    Queried got = asked(status);

    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "00000105", "0AAAAAAA", "40000001", "4AAAAAAA"})
  void givenStatusOfSuccess_whenAsked_thenTrue_WIN_41(String status) {
    assertThat(asked(status)).isEqualTo(new Queried(true, 0, 7));
  }

  private Queried asked(String status) {
    Structure structure = Structure.handMade(Integer.parseUnsignedInt(status, 16), 7, 0);
    return windows.result(windows.socket(true), structure.address(), false);
  }

  @Test
  void givenNoListener_whenAcceptEx_thenInvalidAndInternalSaysPending_WIN_42() {
    long socket = windows.socket(true);
    windows.bind(socket);
    Structure structure = Structure.handMade(0, UNTOUCHED, 0);

    Answer got = acceptEx(socket, windows.socket(true), new Block(2 * ROOM), 0, structure);

    assertThat(got).isEqualTo(new Answer(0, 10022));
    assertThat(structure.status()).isEqualTo(Structure.PENDING);
  }

  @Test
  void givenRubbishAcceptSocket_whenAcceptEx_thenNotASocketAndInternalSaysPending_WIN_42() {
    Structure structure = Structure.handMade(0, UNTOUCHED, 0);

    Answer got = acceptEx(listener(), RUBBISH, new Block(2 * ROOM), 0, structure);

    assertThat(got).isEqualTo(new Answer(0, 10038));
    assertThat(structure.status()).isEqualTo(Structure.PENDING);
  }

  @Test
  void givenNoRoomForTheRemoteAddress_whenAcceptEx_thenFaultAndInternalSaysPending_WIN_42() {
    Structure structure = Structure.handMade(0, UNTOUCHED, 0);
    Block output = new Block(2 * ROOM);

    Answer got =
        windows.acceptEx(
            listener(), windows.socket(true), output.address(), 0, 0, structure.address());

    assertThat(got).isEqualTo(new Answer(0, 10014));
    assertThat(structure.status()).isEqualTo(Structure.PENDING);
  }

  @Test
  void givenNoStructure_whenAcceptEx_thenInvalidParameter_WIN_42() {
    Block output = new Block(2 * ROOM);

    assertThat(windows.acceptEx(listener(), windows.socket(true), output.address(), 0, ROOM, 0))
        .isEqualTo(new Answer(0, 87));
  }

  @Test
  void givenFionread_whenItSucceeds_thenNoBytesInStructureAndPacket_WIN_43() {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    Structure structure = Structure.handMade(1, UNTOUCHED, 0);

    Started started =
        windows.control(
            pair.server(),
            Winsock2.FIONREAD,
            0,
            0,
            new Block(4).address(),
            4,
            structure.address(),
            null);

    assertThat(started).isEqualTo(new Started(0, 0, 4));
    assertToldWithoutBytes(port, structure);
  }

  @Test
  void givenExtensionQuery_whenItSucceeds_thenNoBytesInStructureAndPacket_WIN_43() {
    long socket = windows.socket(true);
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    Structure structure = Structure.handMade(1, UNTOUCHED, 0);

    Started started = extensionQuery(socket, ExtensionFunction.WSAID_ACCEPTEX, structure, null);

    assertThat(started).isEqualTo(new Started(0, 0, WORD));
    assertToldWithoutBytes(port, structure);
  }

  @Test
  void givenExtensionQuery_whenItIsRefused_thenTheStructureIsUntouched_WIN_43() {
    long socket = windows.socket(true);
    long port = windows.createPort();
    windows.associate(socket, port, KEY);
    Structure structure = Structure.handMade(1, UNTOUCHED, 0);
    Guid unknown = Guid.of("00000000-1111-2222-3333-444444444444");

    Started started = extensionQuery(socket, unknown, structure, null);

    assertThat(started.returned()).isEqualTo(-1);
    assertThat(started.error()).isEqualTo(10022);
    assertThat(structure.status()).isEqualTo(1);
    assertThat(structure.internalHigh()).isEqualTo(UNTOUCHED);
    assertEmpty(port);
  }

  private void assertToldWithoutBytes(long port, Structure structure) {
    assertThat(packet(port)).isEqualTo(new Packet(0, KEY, structure.address()));
    assertThat(structure.status()).isZero();
    assertThat(structure.internalHigh()).isZero();
    assertEmpty(port);
  }
}
