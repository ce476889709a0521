package dev.wsplab.overlapped;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.platform.win32.WinBase;
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
}
