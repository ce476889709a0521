package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TransmitPackets is given from C (page TRANSMIT_PACKETS_ELEMENT). */
class TransmitElementArrayTest {
  private static final GuardedMemory MEMORY = Kernel.get().memory();
  private static final int EOP = TransmitElementArray.TP_ELEMENT_EOP;
  private static final int OF_MEMORY = TransmitElementArray.TP_ELEMENT_MEMORY;
  private static final int OF_FILE = TransmitElementArray.TP_ELEMENT_FILE;

  private final NativeBlock block = NativeBlock.allocate(2 * TransmitElementArray.ELEMENT);
  private final TransmitElementArray array = new TransmitElementArray(MEMORY, block.address());

  @AfterEach
  void free() {
    block.close();
  }

  private void element(int index, int flags, int length, long buffer) {
    long at = block.address() + (long) index * TransmitElementArray.ELEMENT;
    MEMORY.storeInt(at, flags);
    MEMORY.storeInt(at + 4, length);
    new Pointer(at).setPointer(8, new Pointer(buffer));
  }

  @Test
  void givenMemoryWithAndWithoutTheEndOfASend_whenRead_thenBothStandInTheirOrder() {
    element(0, OF_MEMORY | EOP, 7, 0x12340);
    element(1, OF_MEMORY, -1, 0x56780);

    assertThat(array.read(2))
        .containsExactly(
            new TransmitElement.Memory(0x12340, 7, true),
            new TransmitElement.Memory(0x56780, -1, false));
    assertThat(array.read(1)).hasSize(1);
    assertThat(array.read(0)).isEmpty();
  }

  @Test
  void givenAnAddressWithItsHighestBit_whenRead_thenItIsUnsigned() {
    long highest = Native.POINTER_SIZE == Long.BYTES ? 0xFFFF_8000_0000_0000L : 0x8000_0000L;
    element(0, OF_MEMORY, 1, highest);

    assertThat(array.read(1)).containsExactly(new TransmitElement.Memory(highest, 1));
  }

  @Test
  void givenAHandleThatIsNoFiles_whenRead_thenThereAreNone() {
    element(0, OF_MEMORY, 1, 0x1000);
    element(1, OF_FILE | EOP, 1, 0);

    assertThat(array.read(2)).isNull();
    assertThat(array.read(1)).as("before the file").hasSize(1);
  }

  /** As a layer passes them on; what native code opens itself is in {@code client_files.c}. */
  @Test
  void givenMemory_whenWrittenAndRead_thenItIsTheSame() {
    List<TransmitElement> elements =
        List.of(
            new TransmitElement.Memory(0x12340, 7, true),
            new TransmitElement.Memory(0x56780, -1, false));

    assertThat(array.write(elements)).isTrue();

    assertThat(array.read(2)).isEqualTo(elements);
  }

  @Test
  void givenAFileThatJavaHasOpened_whenWritten_thenFalse(@TempDir Path folder) throws IOException {
    try (FileChannel file = FileChannel.open(Files.write(folder.resolve("file"), new byte[] {1}))) {
      assertThat(array.write(List.of(new TransmitElement.File(file, 0, 1)))).isFalse();
    }
  }

  /** The page names three flags, of which memory and file exclude each other. */
  @Test
  void givenFlagsThatAreNoKind_whenRead_thenThereAreNone() {
    for (int flags : new int[] {0, EOP, OF_MEMORY | OF_FILE, OF_MEMORY | 8}) {
      element(0, flags, 1, 0x1000);

      assertThat(array.read(1)).as("flags " + flags).isNull();
    }
  }

  @Test
  void givenNoArrayThere_whenRead_thenItIsAnAccessViolation() {
    TransmitElementArray nowhere = new TransmitElementArray(MEMORY, 0x10);

    assertThatThrownBy(() -> nowhere.read(1)).isInstanceOf(AccessViolationException.class);
  }
}
