package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions are called in files of modules, wherever they would run. */
class SymbolTableTest {
  private static final long BASE = 0x7F00_0000_0000L;

  @TempDir private Path folder;

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void text(ByteBuffer file, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      file.put(at + i, bytes[i]);
    }
  }

  private Path written(ByteBuffer file) throws IOException {
    return Files.write(Files.createTempFile(folder, "module", ""), file.array());
  }

  /** A library whose first segment has this address in the file's own count. */
  private ByteBuffer elf(long begins) {
    ByteBuffer file = bytes(0x400);
    file.putInt(0, 0x464C457F).put(4, (byte) 2).putLong(32, 64).putLong(40, 0x100);
    file.putShort(56, (short) 1).putShort(60, (short) 3);
    file.putInt(64, 1).putLong(64 + 16, begins);
    section(file, 1, 2, 0x200, 4 * 24, 2); // symbols, whose names are in the second
    section(file, 2, 3, 0x300, 0x40, 0);
    text(file, 0x300, "\0outer\0inner\0data\0elsewhere\0");
    symbol(file, 0, 1, 0x12, 1, begins + 0x1000, 0x80); // a function that is exported
    symbol(file, 1, 7, 0x02, 1, begins + 0x1080, 0x10); // one that is not
    symbol(file, 2, 13, 0x11, 1, begins + 0x1100, 8);
    symbol(file, 3, 18, 0x12, 0, 0, 0);
    return file;
  }

  private static void section(ByteBuffer file, int number, int type, long at, long size, int link) {
    int header = 0x100 + number * 64;
    file.putInt(header + 4, type).putLong(header + 24, at).putLong(header + 32, size);
    file.putInt(header + 40, link);
  }

  private static void symbol(
      ByteBuffer file, int number, int name, int info, int section, long value, long size) {
    int at = 0x200 + number * 24;
    file.putInt(at, name).put(at + 4, (byte) info).putShort(at + 6, (short) section);
    file.putLong(at + 8, value).putLong(at + 16, size);
  }

  private static Optional<SymbolTable.Symbol> function(SymbolTable table, long address) {
    return table.holding(BASE, BASE + address);
  }

  private static Optional<SymbolTable.Symbol> symbol(String name, long at) {
    return Optional.of(new SymbolTable.Symbol(name, BASE + at));
  }

  @Test
  void givenLibraryForLinux_whenAskedForAddresses_thenTheFunctionThatHoldsThemIsNamed()
      throws IOException {
    for (long begins : new long[] {0, 0x40_0000}) {
      SymbolTable table = SymbolTable.read(written(elf(begins)));

      assertThat(function(table, 0x1000)).isEqualTo(symbol("outer", 0x1000));
      assertThat(function(table, 0x107F)).isEqualTo(symbol("outer", 0x1000));
      assertThat(function(table, 0x1080)).isEqualTo(symbol("inner", 0x1080));
      assertThat(function(table, 0x1090)).as("behind it").isEmpty();
      assertThat(function(table, 0x1100)).as("no function").isEmpty();
      assertThat(function(table, 0)).isEmpty();
    }
  }

  /** A library with two exports, one of which is data, and one symbol of the GNU kind. */
  private ByteBuffer dll() {
    ByteBuffer file = bytes(0x800);
    int pe = 0x80;
    file.putShort(0, (short) 0x5A4D).putInt(0x3C, pe).putInt(pe, 0x4550);
    file.putShort(pe + 6, (short) 2).putShort(pe + 20, (short) 240);
    file.putShort(pe + 24, (short) 0x20B);
    file.putInt(pe + 136, 0x2000).putInt(pe + 140, 0x100); // exports
    file.putInt(pe + 136 + 24, 0x2200).putInt(pe + 140 + 24, 36); // unwinding
    int sections = pe + 24 + 240;
    file.putInt(sections + 12, 0x1000).putInt(sections + 16, 0).putInt(sections + 20, 0);
    file.putInt(sections + 52, 0x2000).putInt(sections + 56, 0x400).putInt(sections + 60, 0x300);
    file.putInt(0x300 + 20, 2).putInt(0x300 + 24, 2);
    file.putInt(0x300 + 28, 0x2040).putInt(0x300 + 32, 0x2050).putInt(0x300 + 36, 0x2060);
    file.putInt(0x340, 0x1200).putInt(0x344, 0x3000);
    file.putInt(0x350, 0x2070).putInt(0x354, 0x2080);
    file.putShort(0x360, (short) 0).putShort(0x362, (short) 1);
    text(file, 0x370, "WSPStartup\0");
    text(file, 0x380, "table\0");
    unwinding(file, 0, 0x1200, 0x1280);
    unwinding(file, 1, 0x1280, 0x12C0);
    unwinding(file, 2, 0x1300, 0x1340);
    file.putInt(pe + 12, 0x700).putInt(pe + 16, 2);
    text(file, 0x700, "work");
    file.putInt(0x708, 0x280).putShort(0x70C, (short) 1).putShort(0x70E, (short) 0x20);
    text(file, 0x712, "number");
    file.putInt(0x71A, 0x300).putShort(0x71E, (short) 1);
    file.putInt(0x724, 4);
    return file;
  }

  private static void unwinding(ByteBuffer file, int number, int begins, int ends) {
    file.putInt(0x500 + number * 12, begins).putInt(0x504 + number * 12, ends);
  }

  @Test
  void givenLibraryForWindows_whenAskedForAddresses_thenANameCountsForItsOwnFunctionAlone()
      throws IOException {
    SymbolTable table = SymbolTable.read(written(dll()));

    assertThat(function(table, 0x127F)).isEqualTo(symbol("WSPStartup", 0x1200));
    assertThat(function(table, 0x1290)).isEqualTo(symbol("work", 0x1280));
    assertThat(function(table, 0x1310)).as("a function without a name").isEmpty();
    assertThat(function(table, 0x3001)).as("data that is exported").isEmpty();
  }

  @Test
  void givenFilesThatMakeNoSense_whenRead_thenTheyAreRefused() throws IOException {
    ByteBuffer far = elf(0).putLong(40, Long.MAX_VALUE - 3);
    ByteBuffer negative = elf(0).putLong(0x100 + 64 + 32, -1);
    ByteBuffer narrow = elf(0).put(4, (byte) 1);
    ByteBuffer nowhere = dll().putInt(0x3C, Integer.MAX_VALUE);
    ByteBuffer many = dll().putInt(0x80 + 16, Integer.MAX_VALUE);
    for (ByteBuffer file : new ByteBuffer[] {far, negative, narrow, nowhere, many, bytes(64)}) {
      Path path = written(file);
      assertThatIllegalArgumentException().isThrownBy(() -> SymbolTable.read(path));
    }
  }
}
