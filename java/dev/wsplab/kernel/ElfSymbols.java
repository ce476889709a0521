package dev.wsplab.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The functions in the symbol tables of a 64-bit ELF library. */
final class ElfSymbols {
  private static final int CLASS = 4;
  private static final int CLASS_64 = 2;
  private static final int PROGRAM_HEADERS = 32;
  private static final int SECTION_HEADERS = 40;
  private static final int PROGRAM_HEADER_COUNT = 56;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int SECTION_HEADER_COUNT = 60;
  private static final int SECTION_HEADER_SIZE = 64;
  private static final int PT_LOAD = 1;
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_DYNSYM = 11;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;
  private static final int SYMBOL = 24;
  private static final int LONGEST = 255;
  private static final long PAGE = 4096;

  private final FileChannel file;
  private final ByteBuffer head;
  private final SymbolTable table = new SymbolTable();

  ElfSymbols(FileChannel file, ByteBuffer head) {
    this.file = file;
    this.head = head;
  }

  /** The table without exports counts first: of two names of a function it has the plainer one. */
  SymbolTable read() throws IOException {
    if (head.get(CLASS) != CLASS_64) {
      throw new IllegalArgumentException("a library of 32 bits");
    }
    int count = head.getShort(SECTION_HEADER_COUNT) & 0xFFFF;
    ByteBuffer sections =
        SymbolTable.part(file, head.getLong(SECTION_HEADERS), (long) count * SECTION_HEADER_SIZE);
    long begins = begins();
    for (int type : new int[] {SHT_SYMTAB, SHT_DYNSYM}) {
      for (int i = 0; i < count; i++) {
        int at = i * SECTION_HEADER_SIZE;
        if (sections.getInt(at + 4) == type) {
          readSymbols(contents(sections, i), contents(sections, sections.getInt(at + 40)), begins);
        }
      }
    }
    return table;
  }

  /** The address in the file's own count that is where the module begins in memory. */
  private long begins() throws IOException {
    int count = head.getShort(PROGRAM_HEADER_COUNT) & 0xFFFF;
    ByteBuffer segments =
        SymbolTable.part(file, head.getLong(PROGRAM_HEADERS), (long) count * PROGRAM_HEADER_SIZE);
    for (int i = 0; i < count; i++) {
      int at = i * PROGRAM_HEADER_SIZE;
      if (segments.getInt(at) == PT_LOAD) {
        return segments.getLong(at + 16) & -PAGE;
      }
    }
    return 0;
  }

  private ByteBuffer contents(ByteBuffer sections, int number) throws IOException {
    int at = Math.multiplyExact(number, SECTION_HEADER_SIZE);
    return SymbolTable.part(file, sections.getLong(at + 24), sections.getLong(at + 32));
  }

  private void readSymbols(ByteBuffer symbols, ByteBuffer names, long begins) {
    for (int at = 0; at + SYMBOL <= symbols.limit(); at += SYMBOL) {
      int type = symbols.get(at + 4) & 0xF;
      boolean defined = symbols.getShort(at + 6) != 0;
      if (defined && (type == STT_FUNC || type == STT_GNU_IFUNC)) {
        String name = SymbolTable.text(names, symbols.getInt(at), LONGEST);
        table.add(name, symbols.getLong(at + 8) - begins, symbols.getLong(at + 16));
      }
    }
  }
}
