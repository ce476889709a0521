package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;
import static dev.wsplab.fltmgr.MajorFunction.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The file system at the bottom, on real files (FLT-71, FLT-73, FLT-74, FLT-104). */
class FileSystemTest {
  private static FltCallbackData data(FltBench bench, FltFileObject file) {
    return bench.flt.fltAllocateCallbackData(bench.instance, file).orThrow();
  }

  private static void put(FltBench bench, String text) {
    ByteBuffer to = bench.buffer.buffer();
    to.put(0, text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void givenWrite_whenItIsOver_thenTheRealFileHasTheBytes() throws IOException {
    try (FltBench bench = FltBench.inline()) {
      put(bench, "WXYZ");
      int status =
          bench.send(
              bench.file,
              iopb ->
                  iopb.majorFunction(IRP_MJ_WRITE)
                      .length(4)
                      .byteOffset(2)
                      .buffer(bench.buffer.address()));
      assertThat(status).isEqualTo(STATUS_SUCCESS);
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).startsWith("01WXYZ6789");
    }
  }

  @Test
  void givenOffsetBeyondFourGib_whenWrittenAndRead_thenTheFileIsSparse() throws IOException {
    try (FltBench bench = FltBench.inline()) {
      put(bench, "far");
      long far = (5L << 30) + 7;
      FltMgr flt = bench.flt;
      FltFileObject file =
          flt.fltCreateFile(bench.volume, null, "far.bin", FileCalls.FILE_CREATE, 0).orThrow();
      long at = bench.buffer.address();
      assertThat(flt.fltWriteFile(bench.instance, file, far, 3, at, 0, null, null))
          .isEqualTo(new TransferResult(STATUS_SUCCESS, 3));
      put(bench, "...");
      assertThat(flt.fltReadFile(bench.instance, file, far, 10, at, 0, null, null))
          .isEqualTo(new TransferResult(STATUS_SUCCESS, 3));
      assertThat(bench.text(3)).isEqualTo("far");
      assertThat(Files.size(bench.folder.resolve("far.bin"))).isEqualTo(far + 3);
      flt.fltClose(file);
    }
  }

  @Test
  void givenNoOffset_whenReadTwice_thenTheFilesPositionMoves() {
    try (FltBench bench = FltBench.inline()) {
      FltMgr flt = bench.flt;
      long at = bench.buffer.address();
      assertThat(flt.fltReadFile(bench.instance, bench.file, null, 5, at, 0, null, null).bytes())
          .isEqualTo(5);
      flt.fltReadFile(bench.instance, bench.file, null, 5, at, 0, null, null);
      assertThat(bench.text(5)).isEqualTo("56789");
    }
  }

  /** FLT-35: the asynchronous form; its data are gone after the callback. */
  @Test
  void givenReadFileWithACallback_whenItIsOver_thenTheCallbackHasTheResultAndNothingIsLeft() {
    try (FltBench bench = FltBench.later()) {
      TransferResult result =
          bench.flt.fltReadFile(
              bench.instance, bench.file, 10L, 3, bench.buffer.address(), 0, bench::callback, null);
      assertThat(result.status()).isEqualTo(STATUS_PENDING);
      bench.manager.scheduler().runAll();
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 3");
      bench.initiator.unload();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** FLT-73. */
  @Test
  void givenUncachedRead_whenNotInWholeSectors_thenInvalidParameter() {
    try (FltBench bench = FltBench.inline()) {
      FltMgr flt = bench.flt;
      long at = bench.buffer.address();
      int uncached = FileCalls.FLTFL_IO_OPERATION_NON_CACHED;
      assertThat(flt.fltReadFile(bench.instance, bench.file, 1L, 512, at, uncached, null, null))
          .isEqualTo(new TransferResult(STATUS_INVALID_PARAMETER, 0));
      assertThat(flt.fltReadFile(bench.instance, bench.file, 0L, 5, at, uncached, null, null))
          .isEqualTo(new TransferResult(STATUS_INVALID_PARAMETER, 0));
      assertThat(flt.fltReadFile(bench.instance, bench.file, 0L, 512, at, uncached, null, null))
          .isEqualTo(new TransferResult(STATUS_SUCCESS, FltBench.CONTENT.length()));
    }
  }

  @Test
  void givenABufferThatIsNone_whenTransferred_thenAccessViolationAndNoCrash() {
    try (FltBench bench = FltBench.inline()) {
      FltMgr flt = bench.flt;
      assertThat(flt.fltReadFile(bench.instance, bench.file, 0L, 4, 16, 0, null, null).status())
          .isEqualTo(STATUS_ACCESS_VIOLATION);
      assertThat(flt.fltWriteFile(bench.instance, bench.file, 0L, 4, 16, 0, null, null).status())
          .isEqualTo(STATUS_ACCESS_VIOLATION);
    }
  }

  @Test
  void givenNegativeLengthOrOffset_whenTransferred_thenInvalidParameter() {
    try (FltBench bench = FltBench.inline()) {
      FltMgr flt = bench.flt;
      long at = bench.buffer.address();
      assertThat(flt.fltReadFile(bench.instance, bench.file, 0L, -1, at, 0, null, null).status())
          .isEqualTo(STATUS_INVALID_PARAMETER);
      assertThat(flt.fltReadFile(bench.instance, bench.file, -7L, 4, at, 0, null, null).status())
          .isEqualTo(STATUS_INVALID_PARAMETER);
    }
  }

  @Test
  void givenStandardInformation_whenAsked_thenSizeAndKindAreTheFiles() {
    try (FltBench bench = FltBench.inline()) {
      int status =
          bench.send(
              bench.file,
              iopb ->
                  iopb.majorFunction(IRP_MJ_QUERY_INFORMATION)
                      .fileInformationClass(FileInformation.FILE_STANDARD_INFORMATION)
                      .length(24)
                      .queryInfoBuffer(bench.buffer.address()));
      assertThat(status).isEqualTo(STATUS_SUCCESS);
      assertThat(bench.buffer.buffer().getLong(8)).isEqualTo(FltBench.CONTENT.length());
      assertThat(bench.buffer.buffer().get(21)).isZero();
    }
  }

  @Test
  void givenNameInformation_whenTheBufferIsShort_thenBufferOverflowWithTheLength() {
    try (FltBench bench = FltBench.inline()) {
      int status =
          bench.send(
              bench.file,
              iopb ->
                  iopb.majorFunction(IRP_MJ_QUERY_INFORMATION)
                      .fileInformationClass(FileInformation.FILE_NAME_INFORMATION)
                      .length(8)
                      .queryInfoBuffer(bench.buffer.address()));
      assertThat(status).isEqualTo(STATUS_BUFFER_OVERFLOW);
      assertThat(bench.buffer.buffer().getInt(0)).isEqualTo(2 * "\\notes.txt".length());
    }
  }

  @Test
  void givenEndOfFile_whenSet_thenTheRealFileIsCut() throws IOException {
    try (FltBench bench = FltBench.inline()) {
      bench.buffer.buffer().putLong(0, 5);
      int status =
          bench.send(
              bench.file,
              iopb ->
                  iopb.majorFunction(IRP_MJ_SET_INFORMATION)
                      .fileInformationClass(FileInformation.FILE_END_OF_FILE_INFORMATION)
                      .length(8)
                      .setInfoBuffer(bench.buffer.address()));
      assertThat(status).isEqualTo(STATUS_SUCCESS);
      assertThat(Files.readString(bench.folder.resolve("notes.txt"))).isEqualTo("01234");
    }
  }

  @Test
  void givenUnknownClassOrMinorCode_whenSent_thenTheFileSystemRefuses() {
    try (FltBench bench = FltBench.inline()) {
      assertThat(
              bench.send(
                  bench.file,
                  iopb ->
                      iopb.majorFunction(IRP_MJ_QUERY_INFORMATION)
                          .fileInformationClass(77)
                          .length(8)
                          .queryInfoBuffer(bench.buffer.address())))
          .isEqualTo(STATUS_INVALID_INFO_CLASS);
      assertThat(bench.send(bench.file, iopb -> iopb.majorFunction(IRP_MJ_DEVICE_CONTROL)))
          .isEqualTo(STATUS_INVALID_DEVICE_REQUEST);
      FltFileObject root = folder(bench);
      assertThat(
              bench.send(
                  root, iopb -> iopb.majorFunction(IRP_MJ_DIRECTORY_CONTROL).minorFunction(9)))
          .isEqualTo(STATUS_INVALID_DEVICE_REQUEST);
      bench.flt.fltClose(root);
    }
  }

  private static FltFileObject folder(FltBench bench) {
    return bench.flt.fltCreateFile(bench.volume, null, "", FileCalls.FILE_OPEN, 0).orThrow();
  }

  @Test
  void givenAFolder_whenQueriedTwice_thenItsEntriesAndThenNoMoreFiles() throws IOException {
    try (FltBench bench = FltBench.inline()) {
      Files.writeString(bench.folder.resolve("b.txt"), "b");
      FltFileObject root = folder(bench);
      Consumer<FltIoParameterBlock> query =
          iopb ->
              iopb.majorFunction(IRP_MJ_DIRECTORY_CONTROL)
                  .minorFunction(IRP_MN_QUERY_DIRECTORY)
                  .length(4096)
                  .directoryInformationClass(DirectoryQueries.FILE_BOTH_DIRECTORY_INFORMATION)
                  .directoryBuffer(bench.buffer.address());
      assertThat(bench.send(root, query)).isEqualTo(STATUS_SUCCESS);
      ByteBuffer found = bench.buffer.buffer().order(ByteOrder.nativeOrder());
      int second = found.getInt(0);
      assertThat(name(found, 0)).isEqualTo("b.txt");
      assertThat(found.getLong(40)).isEqualTo(1);
      assertThat(name(found, second)).isEqualTo("notes.txt");
      assertThat(found.getInt(second)).isZero();
      assertThat(bench.send(root, query)).isEqualTo(STATUS_NO_MORE_FILES);
      bench.flt.fltClose(root);
    }
  }

  private static String name(ByteBuffer entries, int at) {
    byte[] name = new byte[entries.getInt(at + 60)];
    entries.get(at + 94, name);
    return new String(name, StandardCharsets.UTF_16LE);
  }

  @Test
  void givenSomebodyWaitsForChanges_whenAFileIsCreated_thenHeIsTold() {
    try (FltBench bench = FltBench.inline()) {
      FltFileObject root = folder(bench);
      FltCallbackData data = data(bench, root);
      data.iopb()
          .majorFunction(IRP_MJ_DIRECTORY_CONTROL)
          .minorFunction(IRP_MN_NOTIFY_CHANGE_DIRECTORY);
      assertThat(bench.perform(data)).isEqualTo(STATUS_PENDING);
      FltFileObject made =
          bench
              .flt
              .fltCreateFile(bench.volume, null, "new.txt", FileCalls.FILE_CREATE, 0)
              .orThrow();
      assertThat(bench.told).containsExactly("0x0000010C 0");
      bench.flt.fltFreeCallbackData(data);
      bench.flt.fltClose(made);
      bench.flt.fltClose(root);
    }
  }

  @Test
  void givenALockedRange_whenAnotherFileObjectReadsOrLocks_thenItIsStoppedUntilTheUnlock() {
    try (FltBench bench = FltBench.inline();
        NativeBlock length = NativeBlock.allocate(8)) {
      length.buffer().putLong(0, 10);
      FltFileObject other = bench.openAgain();
      Consumer<FltIoParameterBlock> lock =
          iopb ->
              iopb.majorFunction(IRP_MJ_LOCK_CONTROL)
                  .minorFunction(IRP_MN_LOCK)
                  .lockOffset(0)
                  .lockLength(length.address())
                  .exclusiveLock(true);
      assertThat(bench.send(bench.file, lock)).isEqualTo(STATUS_SUCCESS);
      long at = bench.buffer.address();
      assertThat(bench.flt.fltReadFile(bench.instance, other, 0L, 4, at, 0, null, null).status())
          .isEqualTo(STATUS_FILE_LOCK_CONFLICT);
      assertThat(bench.send(other, lock.andThen(iopb -> iopb.failImmediately(true))))
          .isEqualTo(STATUS_LOCK_NOT_GRANTED);
      FltCallbackData waiting = data(bench, other);
      lock.accept(waiting.iopb());
      assertThat(bench.perform(waiting)).isEqualTo(STATUS_PENDING);
      assertThat(
              bench.send(
                  bench.file, lock.andThen(iopb -> iopb.minorFunction(IRP_MN_UNLOCK_SINGLE))))
          .isEqualTo(STATUS_SUCCESS);
      assertThat(bench.told).containsExactly("STATUS_SUCCESS 0");
      bench.flt.fltFreeCallbackData(waiting);
      bench.flt.fltClose(other);
    }
  }

  @Test
  void givenALockToTheLastByteThatIsThinkable_whenAnotherReads_thenItIsStoppedBehindItsBegin() {
    try (FltBench bench = FltBench.inline();
        NativeBlock length = NativeBlock.allocate(8)) {
      length.buffer().putLong(0, -1);
      FltFileObject other = bench.openAgain();
      assertThat(
              bench.send(
                  bench.file,
                  iopb ->
                      iopb.majorFunction(IRP_MJ_LOCK_CONTROL)
                          .minorFunction(IRP_MN_LOCK)
                          .lockOffset(5)
                          .lockLength(length.address())
                          .exclusiveLock(true)))
          .isEqualTo(STATUS_SUCCESS);
      long at = bench.buffer.address();
      FltMgr flt = bench.flt;
      assertThat(flt.fltReadFile(bench.instance, other, 8L, 4, at, 0, null, null).status())
          .isEqualTo(STATUS_FILE_LOCK_CONFLICT);
      assertThat(flt.fltReadFile(bench.instance, other, 0L, 5, at, 0, null, null).status())
          .isEqualTo(STATUS_SUCCESS);
      flt.fltClose(other);
    }
  }

  @Test
  void givenNamesThatLeadOutOrNowhere_whenOpened_thenTheDocumentedStatus() {
    try (FltBench bench = FltBench.inline()) {
      FltMgr flt = bench.flt;
      FltVolume volume = bench.volume;
      assertThat(flt.fltCreateFile(volume, null, "../out", FileCalls.FILE_OPEN_IF, 0).status())
          .isEqualTo(STATUS_OBJECT_PATH_NOT_FOUND);
      assertThat(flt.fltCreateFile(volume, null, "none", FileCalls.FILE_OPEN, 0).status())
          .isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
      assertThat(flt.fltCreateFile(volume, null, "no/ne", FileCalls.FILE_OPEN, 0).status())
          .isEqualTo(STATUS_OBJECT_PATH_NOT_FOUND);
      assertThat(flt.fltCreateFile(volume, null, "notes.txt", FileCalls.FILE_CREATE, 0).status())
          .isEqualTo(STATUS_OBJECT_NAME_COLLISION);
      assertThat(
              flt.fltCreateFile(
                      volume, null, "notes.txt", FileCalls.FILE_OPEN, FileCalls.FILE_DIRECTORY_FILE)
                  .status())
          .isEqualTo(STATUS_NOT_A_DIRECTORY);
    }
  }

  @Test
  void givenDeleteOnClose_whenClosed_thenTheRealFileIsGone() {
    try (FltBench bench = FltBench.inline()) {
      FltFileObject made =
          bench
              .flt
              .fltCreateFile(
                  bench.volume,
                  null,
                  "gone.txt",
                  FileCalls.FILE_CREATE,
                  FileCalls.FILE_DELETE_ON_CLOSE)
              .orThrow();
      Path path = bench.folder.resolve("gone.txt");
      assertThat(path).exists();
      bench.flt.fltClose(made);
      assertThat(path).doesNotExist();
      assertThat(made.isOpen()).isFalse();
    }
  }
}
