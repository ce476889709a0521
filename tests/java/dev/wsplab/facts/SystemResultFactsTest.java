package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.spi.Winsock2;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows' own, or Wine's; and {@code GetOverlappedResult}, which the library does not have. */
@EnabledOnOs(OS.WINDOWS)
class SystemResultFactsTest extends ResultFacts {
  private static final int UNTOUCHED_BYTES = (int) UNTOUCHED;
  private static final long RUBBISH = 0x7FFF_FFF0L;

  private final SystemWindows system = new SystemWindows();

  @Override
  WindowsApi open() {
    return system;
  }

  /** OVL-2: only {@code Internal} and {@code InternalHigh} are the system's. */
  @Test
  void givenOffsets_whenReceiveFinishes_thenTheyAreUntouched() {
    Pair pair = connectedPair();
    Structure structure = Structure.withEvent(event(false));
    structure.pointer().setInt(2L * WORD, 11);
    structure.pointer().setInt(2L * WORD + 4, 12);
    assertThat(receive(pair.server(), new Block(8), 8, structure).isPending()).isTrue();

    sendNow(pair.client(), (byte) 1);

    assertThat(windows.result(pair.server(), structure.address(), true))
        .isEqualTo(new Queried(true, 0, 1));
    assertThat(structure.pointer().getInt(2L * WORD)).isEqualTo(11);
    assertThat(structure.pointer().getInt(2L * WORD + 4)).isEqualTo(12);
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
  @OnWine(value = "WIN-38", instead = "the Ex form does not wait when the status is final")
  void givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38() {
    Structure success = Structure.handMade(0, 7, event(false));
    Structure reset = Structure.handMade(STATUS_CONNECTION_RESET, 7, event(false));
    Queried timeout = new Queried(false, WAIT_TIMEOUT, UNTOUCHED_BYTES);
    boolean wine = RunningOn.isWine();

    assertThat(extended(0, success, 1, false)).isEqualTo(wine ? new Queried(true, 0, 7) : timeout);
    assertThat(extended(0, reset, 1, false)).isEqualTo(wine ? new Queried(false, 64, 7) : timeout);
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
  @OnWine(value = "WIN-39", instead = "WSASend on a copy of the handle gives WSAENOTSOCK too")
  void givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39() {
    Pair pair = connectedPair();
    long copy = system.duplicate(pair.client());

    Queried got = windows.result(copy, Structure.handMade(0, 7, 0).address(), false);

    assertThat(got.returned()).isFalse();
    assertThat(got.error()).isEqualTo(10038);
    if (RunningOn.isWine()) {
      Block data = Block.of((byte) 1);
      assertThat(windows.send(copy, data.address(), 1, 0, null).error()).isEqualTo(10038);
    } else {
      sendNow(copy, (byte) 1);
    }
  }

  @Override
  @Test
  @OnWine(value = "WIN-42", instead = "AcceptEx pends on a socket that does not listen")
  void givenNoListener_whenAcceptEx_thenInvalidAndInternalSaysPending_WIN_42() {
    if (!RunningOn.isWine()) {
      super.givenNoListener_whenAcceptEx_thenInvalidAndInternalSaysPending_WIN_42();
      return;
    }
    long socket = windows.socket(true);
    windows.bind(socket);
    Structure structure = new Structure();

    Answer got = acceptEx(socket, windows.socket(true), new Block(2 * ROOM), 0, structure);

    assertThat(got).isEqualTo(new Answer(0, 997));
    assertThat(structure.status()).isEqualTo(Structure.PENDING);
  }

  @Test
  void givenTooLittleRoom_whenAddressListIsQueried_thenFaultAndTheNeededSize_WIN_43() {
    int needed = assertFaultWithNeededSize(false, 0);

    assertThat(assertFaultWithNeededSize(false, 100)).isEqualTo(needed);
    assertThat(assertFaultWithNeededSize(true, 0)).isEqualTo(needed);
    assertThat(assertFaultWithNeededSize(true, needed - 1)).isEqualTo(needed);
  }

  private int assertFaultWithNeededSize(boolean room, int length) {
    Structure structure = Structure.handMade(1, UNTOUCHED, 0);
    Started got = addressList(room, length, structure);
    assertThat(got.returned()).isEqualTo(-1);
    assertThat(got.error()).isEqualTo(10014);
    assertThat(got.bytes()).isPositive();
    assertThat(structure.status()).isEqualTo(1);
    return got.bytes();
  }

  @Test
  void givenRoomOfOneByte_whenAddressListIsQueried_thenInvalid_WIN_43() {
    Started got = addressList(true, 1, Structure.handMade(1, UNTOUCHED, 0));

    assertThat(got).isEqualTo(new Started(-1, 10022, 0));
  }

  private Started addressList(boolean room, int length, Structure structure) {
    return windows.control(
        windows.socket(true),
        Winsock2.SIO_ADDRESS_LIST_QUERY,
        0,
        0,
        room ? new Block(4096).address() : 0,
        length,
        structure.address(),
        null);
  }

  @Test
  void givenNoCountPointer_whenControlled_thenFault_WIN_43() {
    int returned =
        SystemWs2.WSAIoctl(
            SystemMemory.pointer(windows.socket(true)),
            Winsock2.FIONREAD,
            null,
            0,
            new Block(4).pointer(),
            4,
            null,
            new Structure().pointer(),
            null);

    assertThat(returned).isEqualTo(-1);
    assertThat(Native.getLastError()).isEqualTo(10014);
  }

  private long event(boolean signalled) {
    return windows.createEvent(true, signalled);
  }

  private static Structure pending(long event) {
    return Structure.handMade(Structure.PENDING, 7, event);
  }

  private static Queried plain(long file, Structure structure, boolean wait) {
    Pointer bytes = untouchedBytes();
    boolean returned =
        SystemKernel32.GetOverlappedResult(
            SystemMemory.pointer(file), structure.pointer(), bytes, wait);
    return new Queried(returned, returned ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  private static Queried extended(long file, Structure structure, int timeout, boolean alertable) {
    Pointer bytes = untouchedBytes();
    boolean returned =
        SystemKernel32.GetOverlappedResultEx(
            SystemMemory.pointer(file), structure.pointer(), bytes, timeout, alertable);
    return new Queried(returned, returned ? 0 : Native.getLastError(), bytes.getInt(0));
  }

  private static Pointer untouchedBytes() {
    Pointer bytes = new Block(4).pointer();
    bytes.setInt(0, UNTOUCHED_BYTES);
    return bytes;
  }
}
