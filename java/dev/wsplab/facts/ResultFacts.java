package dev.wsplab.facts;

import static dev.wsplab.facts.WindowsApi.UNTOUCHED_BYTES;
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenPendingStatus_whenPlainFormIsAskedWithoutWait_thenIncomplete_WIN_34(boolean set) {
    Structure structure = pending(event(set));

    assertThat(plain(0, structure, false)).isEqualTo(new Queried(false, 996, UNTOUCHED_BYTES));
  }

  @Test
  void givenPendingStatusAndSignalledEvent_whenPlainFormWaits_thenTrue_WIN_35() {
    AtomicInteger runs = queueApc();

    assertThat(plain(0, pending(event(true)), true)).isEqualTo(new Queried(true, 0, 7));

    assertThat(runs).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "C000020D, 64", "C0000120, 995", "80000005, 234", "C00000BB, 50"})
  void givenFinalStatus_whenPlainFormIsAsked_thenNoHandleIsLookedAt_WIN_36(
      String status, int error) {
    Structure structure = Structure.handMade(Integer.parseUnsignedInt(status, 16), 7, RUBBISH);

    Queried expected = new Queried(error == 0, error, 7);
    assertThat(plain(0, structure, false)).isEqualTo(expected);
    assertThat(plain(0, structure, true)).isEqualTo(expected);
  }

  @Test
  void givenPendingStatus_whenPlainFormWaits_thenOnTheEventOrElseOnTheFile_WIN_37() {
    Queried done = new Queried(true, 0, 7);
    Queried invalid = new Queried(false, 6, UNTOUCHED_BYTES);
    long signalled = event(true);

    assertThat(plain(RUBBISH, pending(signalled), true)).as("event").isEqualTo(done);
    assertThat(plain(signalled, pending(0), true)).as("file").isEqualTo(done);
    assertThat(plain(RUBBISH, pending(0), true)).as("rubbish as file").isEqualTo(invalid);
    assertThat(plain(signalled, pending(RUBBISH), true)).as("as event").isEqualTo(invalid);
  }

  @Test
  void givenPendingStatus_whenExFormDoesNotWait_thenIncompleteAndNoApc_WIN_38() {
    AtomicInteger runs = queueApc();

    Queried got = extended(0, pending(event(true)), 0, true);

    assertThat(got).isEqualTo(new Queried(false, 996, UNTOUCHED_BYTES));
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenPendingStatus_whenExFormWaitsInVain_thenTimeout_WIN_38() {
    assertThat(extended(0, pending(event(false)), 1, false))
        .isEqualTo(new Queried(false, WAIT_TIMEOUT, UNTOUCHED_BYTES));
  }

  @Test
  void givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38() {
    Structure success = Structure.handMade(0, 7, event(false));
    Structure reset = Structure.handMade(STATUS_CONNECTION_RESET, 7, event(false));
    Queried timeout = new Queried(false, WAIT_TIMEOUT, UNTOUCHED_BYTES);

    assertThat(extended(0, success, 1, false)).isEqualTo(timeout);
    assertThat(extended(0, reset, 1, false)).isEqualTo(timeout);
  }

  @Test
  void givenFinalStatus_whenLowBitOfTheFileIsSet_thenExFormDoesNotWait_WIN_38() {
    Structure structure = Structure.handMade(0, 7, event(false));

    assertThat(extended(event(false) | 1, structure, LONG, false))
        .isEqualTo(new Queried(true, 0, 7));
  }

  @Test
  void givenApc_whenExFormWaitsAlertably_thenItEndsTheWait_WIN_38() {
    AtomicInteger runs = queueApc();

    Queried got = extended(0, pending(event(false)), LONG, true);

    assertThat(got).isEqualTo(new Queried(false, WAIT_IO_COMPLETION, UNTOUCHED_BYTES));
    assertThat(runs).hasValue(1);
  }

  @Test
  void givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39() {
    long copy = windows.duplicateSocket(connectedPair().client());

    Queried got = windows.result(copy, Structure.handMade(0, 7, 0).address(), false);

    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isEqualTo(10038);
    sendNow(copy, (byte) 1);
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

  long event(boolean signalled) {
    return windows.createEvent(true, signalled);
  }

  private static Structure pending(long event) {
    return Structure.handMade(Structure.PENDING, 7, event);
  }

  private Queried plain(long file, Structure structure, boolean wait) {
    return windows.plainResult(file, structure.address(), wait);
  }

  Queried extended(long file, Structure structure, int timeout, boolean alertable) {
    return windows.plainResultEx(file, structure.address(), timeout, alertable);
  }
}
