package dev.wsplab.facts;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** An {@code OVERLAPPED} in native memory, as C sees it. */
final class Structure {
  static final int PENDING = 0x103;

  private static final int WORD = Native.POINTER_SIZE;
  private static final int EVENT_AT = 2 * WORD + 2 * Integer.BYTES;

  private final Pointer memory = new Block(EVENT_AT + WORD).pointer();

  /** A structure of zeroes. */
  Structure() {}

  /** A structure of zeroes with an event. */
  static Structure withEvent(long event) {
    Structure structure = new Structure();
    structure.word(EVENT_AT, event);
    return structure;
  }

  /** A structure that says how an operation has gone; nobody uses it. */
  static Structure handMade(int status, long bytes, long event) {
    Structure structure = withEvent(event);
    structure.status(status);
    structure.internalHigh(bytes);
    return structure;
  }

  long address() {
    return Pointer.nativeValue(memory);
  }

  Pointer pointer() {
    return memory;
  }

  /** {@code Internal}. */
  int status() {
    return memory.getInt(0);
  }

  void status(int status) {
    word(0, Integer.toUnsignedLong(status));
  }

  /** {@code InternalHigh}. */
  long internalHigh() {
    return WORD == 8 ? memory.getLong(WORD) : memory.getInt(WORD);
  }

  void internalHigh(long bytes) {
    word(WORD, bytes);
  }

  private void word(int at, long value) {
    if (WORD == 8) {
      memory.setLong(at, value);
    } else {
      memory.setInt(at, (int) value);
    }
  }
}
