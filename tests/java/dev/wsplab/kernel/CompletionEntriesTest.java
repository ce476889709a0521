package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CompletionEntriesTest extends KernelFixture {
  @Test
  void givenNewEntries_whenLookedAt_thenThereAreNone() {
    try (CompletionEntries entries = new CompletionEntries(3)) {
      assertThat(entries.capacity()).isEqualTo(3);
      assertThat(entries.count()).isZero();
      assertThatThrownBy(() -> entries.key(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** OVERLAPPED_ENTRY at its documented offsets. */
  @Test
  void givenMemoryOfEntries_whenRead_thenEachMemberIsWhereTheStructureHasIt() {
    GuardedMemory memory = kernel.memory();
    try (CompletionEntries entries = new CompletionEntries(2)) {
      long second = entries.address() + CompletionEntries.SIZE;
      memory.storeLong(second, 0x1111_2222_3333_4444L);
      memory.storeLong(second + 8, -2);
      memory.storeInt(second + 16, 0xC0000120);
      memory.storeInt(second + 24, -1);
      entries.taken(2);

      assertThat(entries.key(1)).isEqualTo(0x1111_2222_3333_4444L);
      assertThat(entries.overlapped(1)).isEqualTo(-2);
      assertThat(entries.status(1)).isEqualTo(0xC0000120);
      assertThat(entries.bytes(1)).isEqualTo(-1);
      assertThat(entries.key(0)).isZero();
      assertThatThrownBy(() -> entries.bytes(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void givenFailedCall_whenLookedAt_thenEarlierPacketsAreGone() {
    PortHandle port = port();
    try (CompletionEntries entries = new CompletionEntries(1)) {
      kernel.ports().post(port, 1, 2, 0, 3);
      kernel.ports().get(port, entries, 0, false);
      assertThat(entries.count()).isEqualTo(1);

      kernel.ports().get(new PortHandle(2), entries, 0, false);

      assertThat(entries.count()).isZero();
    }
  }

  @Test
  void givenNoRoomOrClosedEntries_whenUsed_thenTheyAreRefused() {
    assertThatThrownBy(() -> new CompletionEntries(0)).hasMessageContaining("capacity=0");
    CompletionEntries entries = new CompletionEntries(1);
    PortHandle port = port();
    entries.close();
    entries.close();

    assertThatThrownBy(() -> kernel.ports().get(port, entries, 0, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
