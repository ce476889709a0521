package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import dev.wsplab.spi.Winsock2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's; and what the library has no functions for. */
@EnabledOnOs(OS.WINDOWS)
class SystemResultFactsTest extends ResultFacts {
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

  @Override
  @Test
  @OnWine(value = "WIN-38", instead = "the Ex form does not wait when the status is final")
  void givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38() {
    if (!RunningOn.isWine()) {
      super.givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38();
      return;
    }
    Structure success = Structure.handMade(0, 7, event(false));
    Structure reset = Structure.handMade(STATUS_CONNECTION_RESET, 7, event(false));

    assertThat(extended(0, success, 1, false)).isEqualTo(new Queried(true, 0, 7));
    assertThat(extended(0, reset, 1, false)).isEqualTo(new Queried(false, 64, 7));
  }

  @Override
  @Test
  @OnWine(value = "WIN-39", instead = "WSASend on a copy of the handle gives WSAENOTSOCK too")
  void givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39() {
    if (!RunningOn.isWine()) {
      super.givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39();
      return;
    }
    long copy = windows.duplicateSocket(connectedPair().client());
    Block data = Block.of((byte) 1);

    assertThat(windows.result(copy, Structure.handMade(0, 7, 0).address(), false).error())
        .isEqualTo(10038);
    assertThat(windows.send(copy, data.address(), 1, 0, null).error()).isEqualTo(10038);
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
}
