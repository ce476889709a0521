package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.wsplab.platform.RunningOn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that native code has opened, read through its handle. */
class SystemFileTest {
  private static final int SIZE = 200_000;
  private static final int GENERIC_READ = 0x8000_0000;
  private static final int OVERLAPPED = 0x4000_0000;
  private static final int NORMAL = 0x80;
  private static final long TAG = 0x4644_0000_0000L; // of compat/io.h

  @TempDir Path folder;

  private final byte[] content = new byte[SIZE];
  private long handle;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i * 31 >> 3);
    }
    Files.write(folder.resolve("file"), content);
    handle = open(NORMAL);
  }

  @AfterEach
  void close() {
    close(handle);
  }

  /** As a program in C opens a file for reading; the flags are those of Windows. */
  private long open(int flags) {
    String path = folder.resolve("file").toString();
    if (RunningOn.isWindows()) {
      return Pointer.nativeValue(
          Function.getFunction("kernel32", "CreateFileW", Function.ALT_CONVENTION)
              .invokePointer(
                  new Object[] {
                    new WString(path), GENERIC_READ, 7, Pointer.NULL, 3, flags, Pointer.NULL
                  }));
    }
    return TAG | Function.getFunction("c", "open").invokeInt(new Object[] {path, 0});
  }

  private static void close(long handle) {
    if (RunningOn.isWindows()) {
      Function.getFunction("kernel32", "CloseHandle", Function.ALT_CONVENTION)
          .invokeInt(new Object[] {new Pointer(handle)});
    } else {
      Function.getFunction("c", "close").invokeInt(new Object[] {(int) (handle ^ TAG)});
    }
  }

  private static SystemFile at(long handle) {
    SystemFile file = SystemFile.of(handle);
    assertThat(file).isNotNull();
    return file;
  }

  private static byte[] taken(ByteBuffer room) {
    byte[] bytes = new byte[room.flip().remaining()];
    room.get(bytes);
    return bytes;
  }

  @Test
  void givenHandle_whenItsFileIsAskedFor_thenItHasSizeAndPlaceOfTheFile() throws IOException {
    try (SystemFile file = at(handle)) {
      assertThat(file.handle()).isEqualTo(handle);
      assertThat(file.size()).isEqualTo(SIZE);
      assertThat(file.position()).isZero();
      assertThat(file).hasToString("SystemFile[0x" + Long.toHexString(handle) + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenPlace_whenRead_thenTheBytesFromThereAndNothingHasMoved(boolean direct)
      throws IOException {
    ByteBuffer room = direct ? ByteBuffer.allocateDirect(104) : ByteBuffer.allocate(104);
    try (SystemFile file = at(handle)) {
      room.position(4);
      assertThat(file.read(room, 70_001)).isEqualTo(100);

      assertThat(Arrays.copyOfRange(taken(room), 4, 104))
          .isEqualTo(Arrays.copyOfRange(content, 70_001, 70_101));
      assertThat(file.position()).isZero();
      assertThat(at(handle).position()).as("where the file stands").isZero();
    }
  }

  @Test
  void givenTheEnd_whenRead_thenWhatIsLeftAndThenMinusOne() throws IOException {
    ByteBuffer room = ByteBuffer.allocateDirect(100);
    try (SystemFile file = at(handle)) {
      assertThat(file.read(room, SIZE - 3)).isEqualTo(3);
      assertThat(file.read(room, SIZE)).isEqualTo(-1);
      assertThat(file.read(room, SIZE + 5L)).isEqualTo(-1);
      assertThat(file.read(room.clear().limit(0), 0)).isZero();
      assertThatThrownBy(() -> file.read(room, -1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void givenChannel_whenReadToItsEnd_thenTheWholeFile() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (SystemFile file = at(handle)) {
      file.position(1);
      Channels.newInputStream(file).transferTo(all);
      assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 1, SIZE));
      assertThat(file.position()).isEqualTo(SIZE);
      all.reset();
      assertThat(file.transferTo(7, 9, Channels.newChannel(all))).isEqualTo(9);
      assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 7, 16));
    }
  }

  /** On Windows: a read then pends. Elsewhere all files are alike. */
  @Test
  void givenFileForOverlappedUse_whenRead_thenTheBytesToo() throws IOException {
    long other = open(OVERLAPPED);
    ByteBuffer room = ByteBuffer.allocateDirect(1000);
    try (SystemFile file = at(other)) {
      assertThat(file.read(room, 5)).isEqualTo(1000);
      assertThat(taken(room)).isEqualTo(Arrays.copyOfRange(content, 5, 1005));
      assertThat(file.read(room.clear(), SIZE)).isEqualTo(-1);
    } finally {
      close(other);
    }
  }

  @Test
  void givenChannel_whenWrittenTo_thenItIsRefused() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1);
    try (FileChannel file = at(handle)) {
      assertThatThrownBy(() -> file.write(bytes)).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(file::lock).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> file.map(FileChannel.MapMode.READ_ONLY, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(folder.resolve("file")).hasSize(SIZE);
  }

  @Test
  void givenChannelThatIsClosed_whenTheHandleIsUsed_thenItIsStillOpen() throws IOException {
    at(handle).close();

    assertThat(at(handle).size()).isEqualTo(SIZE);
  }

  @Test
  void givenNoFile_whenAskedFor_thenNone() {
    for (long none : new long[] {0, -1, 0x7FFF_FFF0, TAG | 0x7FFF_FFFF, TAG << 1}) {
      assertThat(SystemFile.of(none)).as("handle 0x%x", none).isNull();
    }
  }
}
