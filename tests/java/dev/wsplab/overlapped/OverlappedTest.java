package dev.wsplab.overlapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.platform.win32.WinBase;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The flyweight, byte by byte (sheet, 1.2; a 64-bit process). */
@EnabledIf("is64Bit")
class OverlappedTest {
  private static final int SIZE = 32;

  // Between two others, so that what is written beside it is seen, and written to nobody else's.
  private final OverlappedBlock block = OverlappedBlock.allocate(3);
  private final Overlapped overlapped = block.overlapped(1);

  static boolean is64Bit() {
    return Native.POINTER_SIZE == 8;
  }

  @AfterEach
  void free() {
    block.close();
  }

  /** The structure, with those beside it. */
  private byte[] bytes() {
    byte[] bytes = new byte[3 * SIZE];
    Kernel.get().memory().read(block.overlapped(0).address(), bytes, 0, bytes.length);
    return bytes;
  }

  /** Values from a place in the structure on; all else is 0, also beside it. */
  private static byte[] expected(int at, int... values) {
    byte[] bytes = new byte[3 * SIZE];
    for (int i = 0; i < values.length; i++) {
      bytes[SIZE + at + i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void givenNewStructure_whenLookedAt_thenItIsZero() {
    assertThat(bytes()).isEqualTo(expected(0));
    assertThat(overlapped.state()).isEqualTo(OverlappedState.SUCCEEDED);
    assertThat(block.overlapped(2).address()).isEqualTo(overlapped.address() + SIZE);
    assertThatThrownBy(() -> block.overlapped(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** OVL-9: eight bytes, zero-extended, and nothing else. */
  @Test
  void givenStructure_whenMarkedPending_thenOnlyInternalChanges() {
    overlapped.markPending();

    assertThat(bytes()).isEqualTo(expected(0, 0x03, 0x01));
    assertThat(overlapped.isPending()).isTrue();
  }

  @Test
  void givenErrorStatus_whenStored_thenUpperHalfOfInternalIsZero() {
    overlapped.storeInternal(0xC0000120);

    assertThat(bytes()).isEqualTo(expected(0, 0x20, 0x01, 0x00, 0xC0));
    assertThat(overlapped.internal()).isEqualTo(0xC0000120);
    assertThat(overlapped.state()).isEqualTo(OverlappedState.FAILED);
  }

  /** OVL-9: whatever stood there. */
  @Test
  void givenStructureFullOfRubbish_whenWordsAreStored_thenAllEightBytesOfEach() {
    byte[] rubbish = new byte[3 * SIZE];
    Arrays.fill(rubbish, (byte) 0xEE);
    Kernel.get().memory().write(rubbish, 0, rubbish.length, block.overlapped(0).address());

    overlapped.storeInternal(0xC0000120);
    overlapped.storeEvent(4);

    byte[] expected = rubbish.clone();
    System.arraycopy(new byte[] {0x20, 0x01, 0x00, (byte) 0xC0, 0, 0, 0, 0}, 0, expected, SIZE, 8);
    System.arraycopy(new byte[] {4, 0, 0, 0, 0, 0, 0, 0}, 0, expected, SIZE + 24, 8);
    assertThat(bytes()).isEqualTo(expected);
  }

  /** ERRATA-11: Offset holds the flags, OffsetHigh the error. */
  @Test
  void givenStructure_whenResultIsStored_thenFlagsAreAt16AndErrorAt20() {
    overlapped.storeResult(0x11223344, 0x55667788);

    assertThat(bytes()).isEqualTo(expected(16, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
    assertThat(overlapped.offset()).isEqualTo(0x55667788);
    assertThat(overlapped.offsetHigh()).isEqualTo(0x11223344);
  }

  @Test
  void givenStructure_whenOffsetsAreStored_thenTheyAreWhereAFilePositionIs() {
    overlapped.storeOffsets(1, 2);

    assertThat(bytes()).isEqualTo(expected(16, 1, 0, 0, 0, 2));
  }

  /** OVL-8: the low bit is in the member and not in the handle. */
  @Test
  void givenEventWithLowBit_whenStored_thenMemberKeepsItAndHandleDoesNot() {
    overlapped.storeEvent(0x1005);

    assertThat(bytes()).isEqualTo(expected(24, 0x05, 0x10));
    assertThat(overlapped.hEvent()).isEqualTo(0x1005);
    assertThat(overlapped.event()).isEqualTo(new EventHandle(0x1004));
  }

  /** WPU-COMPLETE-9. */
  @Test
  void givenStructure_whenPublished_thenByteCountAndStatusAreThere() {
    overlapped.publish(0x1_0000_0002L, 0x80000005);

    assertThat(bytes()).isEqualTo(expected(0, 0x05, 0, 0, 0x80, 0, 0, 0, 0, 0x02, 0, 0, 0, 0x01));
    OverlappedWords words = overlapped.words();
    assertThat(words.internalHigh()).isEqualTo(0x1_0000_0002L);
    assertThat(words.state()).isEqualTo(OverlappedState.FAILED);
    assertThat(words)
        .hasToString("Internal=80000005 InternalHigh=100000002 Offset=0 OffsetHigh=0 hEvent=0");
  }

  /**
   * A structure of jna-platform is taken by address; JNA no longer copies over what is completed.
   */
  @Test
  void givenStructureOfJna_whenTaken_thenItIsTheSameMemoryAndItsCopyingIsOff() {
    WinBase.OVERLAPPED structure = new WinBase.OVERLAPPED();
    structure.Offset = 77;
    Overlapped taken = Overlapped.of(structure);

    assertThat(taken.offset()).isEqualTo(77);
    assertThat(structure.getAutoRead()).isFalse();
    assertThat(structure.getAutoWrite()).isFalse();
    taken.publish(5, 0);
    structure.read();
    assertThat(structure.InternalHigh.longValue()).isEqualTo(5);
    assertThat(taken.owner()).isSameAs(structure);
  }

  /** As a loop does that looks which of its structures a packet belongs to. */
  @Test
  void givenStructureOfJna_whenTakenAgain_thenWhatWasCompletedIsNotOverwritten() {
    WinBase.OVERLAPPED structure = new WinBase.OVERLAPPED();
    Overlapped.of(structure).publish(5, 0xC0000120);

    Overlapped again = Overlapped.of(structure);

    assertThat(again.internal()).isEqualTo(0xC0000120);
    assertThat(again.internalHigh()).isEqualTo(5);
  }

  @Test
  void givenMemoryOfJna_whenViewed_thenTheViewKeepsIt() {
    Memory memory = new Memory(SIZE);

    assertThat(Overlapped.at(memory).owner()).isSameAs(memory);
    assertThatThrownBy(() -> Overlapped.at(0)).hasMessageContaining("address=0");
  }

  @Test
  void givenTwoViewsOfOneAddress_whenCompared_thenTheyAreEqual() {
    try (NativeBlock other = NativeBlock.allocate(SIZE)) {
      assertThat(Overlapped.at(overlapped.address()))
          .isEqualTo(overlapped)
          .hasSameHashCodeAs(overlapped);
      assertThat(Overlapped.at(other.address())).isNotEqualTo(overlapped);
    }
  }

  @Test
  void givenViews_whenShown_thenTheAddressTellsThemApart() {
    Overlapped first = Overlapped.at(0x1000);
    Overlapped second = Overlapped.at(0x2000);

    assertThat(first).hasToString("Overlapped[0x1000]").doesNotHaveSameHashCodeAs(second);
    assertThat(second).hasToString("Overlapped[0x2000]");
  }
}
