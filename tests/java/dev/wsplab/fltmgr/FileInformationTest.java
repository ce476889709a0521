package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static dev.wsplab.fltmgr.MajorFunction.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a volume sets of a file, and gives back when it is asked; and IRP_MN_UNLOCK_ALL. */
class FileInformationTest {
  private static final int RENAME_LENGTH = 2 * Native.POINTER_SIZE;

  private static int set(FltBench bench, FltFileObject file, int informationClass, int length) {
    return bench.send(
        file,
        iopb ->
            iopb.majorFunction(IRP_MJ_SET_INFORMATION)
                .fileInformationClass(informationClass)
                .length(length)
                .setInfoBuffer(bench.buffer.address()));
  }

  private static int query(FltBench bench, int informationClass, int length) {
    return bench.send(
        bench.file,
        iopb ->
            iopb.majorFunction(IRP_MJ_QUERY_INFORMATION)
                .fileInformationClass(informationClass)
                .length(length)
                .queryInfoBuffer(bench.buffer.address()));
  }

  private static int rename(FltBench bench, FltFileObject file, String to, boolean replaces) {
    byte[] name = to.getBytes(StandardCharsets.UTF_16LE);
    bench.buffer.buffer().put(0, (byte) (replaces ? 1 : 0)).putInt(RENAME_LENGTH, name.length);
    bench.buffer.buffer().put(RENAME_LENGTH + 4, name);
    return set(
        bench, file, FileInformation.FILE_RENAME_INFORMATION, RENAME_LENGTH + 4 + name.length);
  }

  private static FltFileObject create(FltBench bench, String name) {
    return bench.flt.fltCreateFile(bench.volume, null, name, FileCalls.FILE_CREATE, 0).orThrow();
  }

  @Test
  void givenBasicInformation_whenTheWriteTimeIsSet_thenTheRealFileHasItAndTheQueryGivesItBack()
      throws IOException {
    Instant wanted = Instant.parse("2001-02-03T04:05:06Z");
    long fileTime = FileInformation.fileTime(FileTime.from(wanted));
    try (FltBench bench = FltBench.inline()) {
      bench.buffer.buffer().putLong(0, 0).putLong(8, -1).putLong(16, fileTime);
      assertThat(set(bench, bench.file, FileInformation.FILE_BASIC_INFORMATION, 40))
          .isEqualTo(STATUS_SUCCESS);

      Path path = bench.folder.resolve("notes.txt");
      assertThat(Files.getLastModifiedTime(path).toInstant()).isEqualTo(wanted);
      assertThat(query(bench, FileInformation.FILE_BASIC_INFORMATION, 40))
          .isEqualTo(STATUS_SUCCESS);
      assertThat(bench.buffer.buffer().getLong(16)).isEqualTo(fileTime);
      assertThat(bench.buffer.buffer().getInt(32)).isEqualTo(0x80); // FILE_ATTRIBUTE_NORMAL
    }
  }

  @Test
  void givenPositionInformation_whenSet_thenTheQueryGivesItBackAndANegativeOneIsRefused() {
    try (FltBench bench = FltBench.inline()) {
      int position = FileInformation.FILE_POSITION_INFORMATION;
      bench.buffer.buffer().putLong(0, 7);
      assertThat(set(bench, bench.file, position, 8)).isEqualTo(STATUS_SUCCESS);
      bench.buffer.buffer().putLong(0, -7);
      assertThat(set(bench, bench.file, position, 8)).isEqualTo(STATUS_INVALID_PARAMETER);

      assertThat(query(bench, position, 8)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.buffer.buffer().getLong(0)).isEqualTo(7);
    }
  }

  @Test
  void givenEndOfFileBehindTheEnd_whenSet_thenTheRealFileGrowsWithZeros() throws IOException {
    try (FltBench bench = FltBench.inline()) {
      int end = FileInformation.FILE_END_OF_FILE_INFORMATION;
      bench.buffer.buffer().putLong(0, 40);
      assertThat(set(bench, bench.file, end, 8)).isEqualTo(STATUS_SUCCESS);
      bench.buffer.buffer().putLong(0, -1);
      assertThat(set(bench, bench.file, end, 8)).isEqualTo(STATUS_INVALID_PARAMETER);

      assertThat(Files.readString(bench.folder.resolve("notes.txt")))
          .isEqualTo(FltBench.CONTENT + "\0".repeat(40 - FltBench.CONTENT.length()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenDispositionInformation_whenClosed_thenTheFileIsGoneOnlyIfTheLastWordWasDelete(
      boolean delete) {
    try (FltBench bench = FltBench.inline()) {
      FltFileObject file = create(bench, "made.txt");
      for (boolean word : new boolean[] {!delete, delete}) {
        bench.buffer.buffer().put(0, (byte) (word ? 1 : 0));
        assertThat(set(bench, file, FileInformation.FILE_DISPOSITION_INFORMATION, 1))
            .isEqualTo(STATUS_SUCCESS);
      }
      Path path = bench.folder.resolve("made.txt");
      assertThat(path).exists();
      bench.flt.fltClose(file);

      assertThat(Files.exists(path)).isEqualTo(!delete);
    }
  }

  @Test
  void givenRenameInformation_whenSet_thenTheRealFileHasTheNewNameAndIsWrittenThere()
      throws IOException {
    try (FltBench bench = FltBench.inline()) {
      FltFileObject file = create(bench, "made.txt");
      assertThat(rename(bench, file, "moved.txt", false)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.folder.resolve("made.txt")).doesNotExist();
      bench.buffer.buffer().put(0, "abc".getBytes(StandardCharsets.US_ASCII));
      assertThat(
              bench.send(
                  file,
                  iopb ->
                      iopb.majorFunction(IRP_MJ_WRITE)
                          .length(3)
                          .byteOffset(0)
                          .buffer(bench.buffer.address())))
          .isEqualTo(STATUS_SUCCESS);
      bench.flt.fltClose(file);

      assertThat(Files.readString(bench.folder.resolve("moved.txt"))).isEqualTo("abc");
    }
  }

  @Test
  void givenANameThatIsTaken_whenRenamed_thenOnlyWithReplaceIfExists() {
    try (FltBench bench = FltBench.inline()) {
      bench.flt.fltClose(create(bench, "taken.txt"));
      FltFileObject file = create(bench, "made.txt");

      assertThat(rename(bench, file, "taken.txt", false)).isEqualTo(STATUS_OBJECT_NAME_COLLISION);
      assertThat(bench.folder.resolve("made.txt")).exists();
      assertThat(rename(bench, file, "taken.txt", true)).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.folder.resolve("made.txt")).doesNotExist();
      bench.flt.fltClose(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../out.txt", "..\\out.txt", "folder/in.txt"})
  void givenANameThatLeadsOut_whenRenamed_thenRefusedAndTheFileStays(String to) {
    try (FltBench bench = FltBench.inline()) {
      assertThat(rename(bench, bench.file, to, true)).isEqualTo(STATUS_NOT_SUPPORTED);
      assertThat(bench.folder.resolve("notes.txt")).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-2", "3", "1000"})
  void givenALengthOfTheNameThatCannotBe_whenRenamed_thenInvalidParameter(int length) {
    try (FltBench bench = FltBench.inline()) {
      bench.buffer.buffer().putInt(RENAME_LENGTH, length);
      assertThat(
              set(bench, bench.file, FileInformation.FILE_RENAME_INFORMATION, RENAME_LENGTH + 20))
          .isEqualTo(STATUS_INVALID_PARAMETER);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 39", "10, 8", "13, 0", "14, 7", "20, 7"})
  void givenABufferThatIsTooShort_whenSet_thenInfoLengthMismatch(int informationClass, int length) {
    try (FltBench bench = FltBench.inline()) {
      assertThat(set(bench, bench.file, informationClass, length))
          .isEqualTo(STATUS_INFO_LENGTH_MISMATCH);
    }
  }

  @Test
  void givenAnAddressOfNothing_whenSet_thenAccessViolation() {
    try (FltBench bench = FltBench.inline()) {
      assertThat(
              bench.send(
                  bench.file,
                  iopb ->
                      iopb.majorFunction(IRP_MJ_SET_INFORMATION)
                          .fileInformationClass(FileInformation.FILE_POSITION_INFORMATION)
                          .length(8)
                          .setInfoBuffer(8)))
          .isEqualTo(STATUS_ACCESS_VIOLATION);
    }
  }

  @Test
  void givenTwoLocksOfOneFileObject_whenUnlockAll_thenWhoWaitsForEitherGoesOn() {
    try (FltBench bench = FltBench.inline();
        NativeBlock length = NativeBlock.allocate(8)) {
      length.buffer().putLong(0, 4);
      FltFileObject other = bench.openAgain();
      FltCallbackData[] waiting = new FltCallbackData[2];
      for (int i = 0; i < 2; i++) {
        long offset = 10 * i;
        Consumer<FltIoParameterBlock> lock =
            iopb ->
                iopb.majorFunction(IRP_MJ_LOCK_CONTROL)
                    .minorFunction(IRP_MN_LOCK)
                    .lockOffset(offset)
                    .lockLength(length.address())
                    .exclusiveLock(true);
        assertThat(bench.send(bench.file, lock)).isEqualTo(STATUS_SUCCESS);
        waiting[i] = bench.flt.fltAllocateCallbackData(bench.instance, other).orThrow();
        lock.accept(waiting[i].iopb());
        assertThat(bench.perform(waiting[i])).isEqualTo(STATUS_PENDING);
      }
      assertThat(
              bench.send(
                  bench.file,
                  iopb -> iopb.majorFunction(IRP_MJ_LOCK_CONTROL).minorFunction(IRP_MN_UNLOCK_ALL)))
          .isEqualTo(STATUS_SUCCESS);

      assertThat(bench.told).containsExactly("STATUS_SUCCESS 0", "STATUS_SUCCESS 0");
      bench.flt.fltFreeCallbackData(waiting[0]);
      bench.flt.fltFreeCallbackData(waiting[1]);
      bench.flt.fltClose(other);
    }
  }
}
