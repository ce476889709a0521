package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.jna.Pointer;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code CreateFile} does and says by its page, called from Java and by its place in the table
 * that filters in C++ call.
 */
class CreationTest {
  private static final int GENERIC_READ = 0x8000_0000;
  private static final int GENERIC_WRITE = 0x4000_0000;
  private static final int FLAG_OVERLAPPED = 0x4000_0000;
  private static final int CREATE = 3; // places in IWsplabFiles
  private static final int READ = 4;
  private static final int CLOSE = 6;

  @TempDir private Path folder;

  private final FwxService service = FwxService.builder().manualPump().build();
  private final NativeBlock memory = NativeBlock.allocate(4096);
  private final ComPointer files = new ComPointer(service.nativeObjects().files());
  private Path there;
  private Path missing;

  @BeforeEach
  void files() throws IOException {
    there = Files.write(folder.resolve("there"), Bench.TEN);
    missing = folder.resolve("missing");
  }

  @AfterEach
  void end() {
    service.close();
    memory.close();
  }

  /** Opens, closes what was opened, and returns what {@code GetLastError} says. */
  private int error(Path path, FileOptions options) {
    OpenResult opened = service.files().createFile(path, options);
    if (opened.succeeded()) {
      assertThat(service.files().closeHandle(opened.handle())).isEqualTo(IssueResult.TRUE);
    }
    return opened.error();
  }

  private static FileOptions writing(CreationDisposition how) {
    return FileOptions.writing().with(how);
  }

  @Test
  void givenFileThatIsThere_whenOpenedByEachDisposition_thenLastErrorAndSizeAreThoseOfThePage()
      throws IOException {
    assertThat(error(there, writing(CreationDisposition.CREATE_NEW))).isEqualTo(80);
    assertThat(error(there, writing(CreationDisposition.OPEN_EXISTING))).isZero();
    assertThat(error(there, writing(CreationDisposition.OPEN_ALWAYS))).isEqualTo(183);
    assertThat(Files.readAllBytes(there)).as("until now nothing is lost").isEqualTo(Bench.TEN);
    assertThat(error(there, writing(CreationDisposition.CREATE_ALWAYS))).isEqualTo(183);
    assertThat(there).isEmptyFile();
    Files.write(there, Bench.TEN);
    assertThat(error(there, writing(CreationDisposition.TRUNCATE_EXISTING))).isZero();
    assertThat(there).isEmptyFile();
  }

  @Test
  void givenMissingFile_whenOpenedByEachDisposition_thenItIsMadeOrTwo() throws IOException {
    assertThat(error(missing, writing(CreationDisposition.OPEN_EXISTING))).isEqualTo(2);
    assertThat(error(missing, writing(CreationDisposition.TRUNCATE_EXISTING))).isEqualTo(2);
    assertThat(missing).doesNotExist();
    for (CreationDisposition how :
        new CreationDisposition[] {
          CreationDisposition.CREATE_NEW,
          CreationDisposition.CREATE_ALWAYS,
          CreationDisposition.OPEN_ALWAYS
        }) {
      for (FileOptions access : new FileOptions[] {FileOptions.writing(), FileOptions.reading()}) {
        assertThat(error(missing, access.with(how))).as("%s", access.with(how)).isZero();
        assertThat(missing).isEmptyFile();
        Files.delete(missing);
      }
    }
  }

  @Test
  void givenHandleOfAFileThatWasMadeForReading_whenWritten_thenAccessIsDenied() {
    int handle =
        service
            .files()
            .createFile(missing, FileOptions.reading().with(CreationDisposition.OPEN_ALWAYS))
            .orThrow();
    assertThat(service.firewall().hookToCompletionPort(handle)).isEqualTo(HResult.S_OK);
    FwxOverlapped object = service.firewall().createOverlapped().orThrow();
    assertThat(service.files().writeFile(handle, memory, 1, Bench.at(object, 0)).error())
        .isEqualTo(5);
    object.release();
    service.files().closeHandle(handle);
  }

  @Test
  void givenFileToBeEmptiedWithoutWriteAccess_whenOpened_thenInvalidParameterAndNothingIsLost() {
    FileOptions reading = FileOptions.reading().with(CreationDisposition.TRUNCATE_EXISTING);
    assertThat(error(there, reading)).isEqualTo(87);
    assertThat(there).hasBinaryContent(Bench.TEN);
    MemoryFile inMemory = MemoryFile.of(Bench.TEN);
    assertThat(service.files().createFile(inMemory, reading).error()).isEqualTo(87);
    assertThat(inMemory.size()).isEqualTo(10);
  }

  @Test
  void givenFolder_whenOpened_thenAccessIsDenied() {
    assertThat(error(folder, FileOptions.reading())).isEqualTo(5);
    assertThat(error(folder, FileOptions.readingAndWriting())).isEqualTo(5);
  }

  @Test
  void givenFileInMemory_whenOpenedByEachDisposition_thenItIsAlwaysThere() {
    MemoryFile content = MemoryFile.of(Bench.TEN);
    FwxFiles own = service.files();
    OpenResult refused = own.createFile(content, writing(CreationDisposition.CREATE_NEW));
    assertThat(refused.error()).isEqualTo(80);
    assertThat(refused.succeeded()).isFalse();
    assertThatIllegalStateException().isThrownBy(refused::orThrow).withMessageContaining("80");
    OpenResult opened = own.createFile(content, writing(CreationDisposition.OPEN_ALWAYS));
    assertThat(opened.error()).isEqualTo(183);
    assertThat(opened.orThrow()).as("183 is a success").isEqualTo(opened.handle());
    assertThat(content.size()).isEqualTo(10);
    assertThat(own.createFile(content, writing(CreationDisposition.CREATE_ALWAYS)).error())
        .isEqualTo(183);
    assertThat(content.size()).isZero();
  }

  @Test
  void givenNumbers_whenTheyAreLookedUp_thenThoseOfThePageAndNoOther() {
    for (CreationDisposition how : CreationDisposition.values()) {
      assertThat(CreationDisposition.of(how.value())).contains(how);
    }
    assertThat(CreationDisposition.of(0)).isEmpty();
    assertThat(CreationDisposition.of(6)).isEmpty();
  }

  // ---- as filters in C++ call it

  private long name(Path path) {
    return name(path.toString());
  }

  private long name(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    memory.pointer().write(64, bytes, 0, bytes.length);
    memory.pointer().setByte(64 + bytes.length, (byte) 0);
    return memory.address() + 64;
  }

  private int create(long name, int access, int disposition) {
    return files.call(CREATE, name, access, disposition, FLAG_OVERLAPPED, memory.address());
  }

  private int handle() {
    return memory.pointer().getInt(0);
  }

  @Test
  void givenDispositionThatIsNone_whenAFilterInCppOpens_thenInvalidParameterAndNoHandle() {
    for (int none : new int[] {0, 6, -1}) {
      assertThat(create(name(there), GENERIC_READ, none)).isEqualTo(87);
      assertThat(handle()).isEqualTo(-1);
    }
    assertThat(create(name(there), 0, 3)).as("no access").isEqualTo(87);
  }

  @Test
  void givenFileThatIsThere_whenAFilterInCppOpensItAlways_thenAHandleWith183() {
    assertThat(create(name(there), GENERIC_READ, 4)).isEqualTo(183);
    assertThat(files.call(CLOSE, handle())).isZero();
    assertThat(create(name(there), GENERIC_WRITE, 2)).isEqualTo(183);
    assertThat(files.call(CLOSE, handle())).isZero();
    assertThat(there).isEmptyFile();
    assertThat(create(name(there), GENERIC_WRITE, 1)).isEqualTo(80);
    assertThat(handle()).isEqualTo(-1);
    assertThat(create(name(missing), GENERIC_WRITE, 1)).isZero();
    assertThat(files.call(CLOSE, handle())).isZero();
    assertThat(files.call(CLOSE, handle())).as("a second time").isEqualTo(6);
  }

  @Test
  void givenNameThatIsNone_whenAFilterInCppOpens_thenAWin32ErrorAndNothingCrashes() {
    assertThat(create(0L, GENERIC_READ, 3)).isEqualTo(3);
    assertThat(create(name(""), GENERIC_READ, 3)).isEqualTo(3);
    assertThat(create(16L, GENERIC_READ, 3)).as("cannot be read").isEqualTo(998);
    assertThat(files.call(CREATE, name(there), GENERIC_READ, 3, FLAG_OVERLAPPED, 16L))
        .as("no place for the handle")
        .isEqualTo(998);
    try (NativeBlock endless = NativeBlock.allocate(40_000)) {
      new Pointer(endless.address()).setMemory(0, 40_000, (byte) 'x');
      assertThat(create(endless.address(), GENERIC_READ, 3)).isEqualTo(123);
    }
    assertThat(files.call(READ, 4711, memory.address(), 1, 0L)).as("no record").isEqualTo(87);
  }
}
