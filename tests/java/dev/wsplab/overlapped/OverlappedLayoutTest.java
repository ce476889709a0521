package dev.wsplab.overlapped;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.platform.win32.WinBase;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import org.junit.jupiter.api.Test;

/** OVL-1: one layout for OVERLAPPED and WSAOVERLAPPED. */
class OverlappedLayoutTest {
  /** That of jna-platform is laid out by JNA's own rules for C structures. */
  @Test
  void givenStructureOfJna_whenMeasured_thenItIsTheLayoutOfTheProcess() {
    OverlappedLayout layout = OverlappedLayout.ofProcess();
    WinBase.OVERLAPPED structure = new WinBase.OVERLAPPED();
    structure.Offset = 0x11223344;
    structure.OffsetHigh = 0x55667788;
    structure.write();

    assertThat(layout.size()).isEqualTo(structure.size());
    assertThat(structure.getPointer().getInt(layout.offset())).isEqualTo(0x11223344);
    assertThat(structure.getPointer().getInt(layout.offsetHigh())).isEqualTo(0x55667788);
  }

  /** What a 32-bit process does, on memory of this one: each member where a C compiler puts it. */
  @Test
  void givenTheLayoutOf32Bits_whenMembersAreStored_thenEachIsInItsPlaceAndIsReadFromThere() {
    OverlappedLayout layout = OverlappedLayout.BITS_32;
    GuardedMemory memory = Kernel.get().memory();
    try (NativeBlock block = NativeBlock.allocate(32)) {
      long at = block.address();
      layout.storeWord(memory, at + layout.internal(), 0x80000005L);
      layout.storeWord(memory, at + layout.internalHigh(), 0xf000_0001L);
      layout.storeOffsets(memory, at, 0x11223344, 0x55667788);
      layout.storeWord(memory, at + layout.hEvent(), 0xfedcba98L);

      assertThat(block.bytes(0, 32))
          .startsWith(5, 0, 0, 0x80, 1, 0, 0, 0xf0, 0x44, 0x33, 0x22, 0x11)
          .containsSequence(0x88, 0x77, 0x66, 0x55, 0x98, 0xba, 0xdc, 0xfe, 0, 0, 0, 0);
      assertThat(layout.loadAll(memory, at))
          .isEqualTo(
              new OverlappedWords(0x80000005L, 0xf000_0001L, 0x11223344, 0x55667788, 0xfedcba98L));
    }
  }

  @Test
  void givenTheLayoutOf64Bits_whenMembersAreStored_thenAllAreReadAsTheyWere() {
    OverlappedLayout layout = OverlappedLayout.BITS_64;
    GuardedMemory memory = Kernel.get().memory();
    try (NativeBlock block = NativeBlock.allocate(layout.size())) {
      long at = block.address();
      layout.storeWord(memory, at + layout.internal(), 0x80000005L);
      layout.storeWord(memory, at + layout.internalHigh(), 1L << 40);
      layout.storeOffsets(memory, at, 0x91223344, 0xa5667788);
      layout.storeWord(memory, at + layout.hEvent(), -2);

      OverlappedWords words =
          new OverlappedWords(0x80000005L, 1L << 40, 0x91223344, 0xa5667788, -2);
      assertThat(layout.loadAll(memory, at)).isEqualTo(words);
      assertThat(layout.loadWord(memory, at + layout.internalHigh())).isEqualTo(1L << 40);
    }
  }
}
