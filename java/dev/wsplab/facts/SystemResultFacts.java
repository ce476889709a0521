package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.spi.Winsock2;
import org.junit.jupiter.api.Test;

/** Windows' own; and what the library has no functions for. */
class SystemResultFacts extends ResultFacts {
  @Override
  WindowsApi open() {
    return new SystemWindows();
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
