package dev.wsplab.driver;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;

/**
 * Arguments of a call of a module in C: words of 64 bits, which live as long as the call.
 *
 * @param address where they begin
 */
public record CallArguments(long address) {
  /** {@return the memory that modules' pointers point to} */
  public static GuardedMemory memory() {
    return Kernel.get().memory();
  }

  /** {@return an argument as it is} */
  public long word(int index) {
    return memory().loadLong(address + 8L * index);
  }

  /** {@return an argument of 32 bits} */
  public int number(int index) {
    return (int) word(index);
  }

  /**
   * {@return the address of a function that must be there}
   *
   * @throws BadPointerException when it is NULL
   */
  public long function(int index) {
    long function = word(index);
    if (function == 0) {
      throw new BadPointerException("a function", 0);
    }
    return function;
  }

  /** Widens a status, as a module expects it. */
  public static long status(int status) {
    return Integer.toUnsignedLong(status);
  }

  /** Widens a BOOLEAN. */
  public static long bool(boolean value) {
    return value ? 1 : 0;
  }

  /** For functions that return nothing. */
  public static long done(Runnable call) {
    call.run();
    return 0;
  }
}
