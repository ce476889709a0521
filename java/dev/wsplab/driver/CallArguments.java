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

  /**
   * {@return an argument as it is}
   *
   * @param index which argument, from 0
   */
  public long word(int index) {
    return memory().loadLong(address + 8L * index);
  }

  /**
   * {@return an argument of 32 bits}
   *
   * @param index which argument, from 0
   */
  public int number(int index) {
    return (int) word(index);
  }

  /**
   * {@return the address of a function that must be there}
   *
   * @param index which argument, from 0
   * @throws BadPointerException when it is NULL
   */
  public long function(int index) {
    long function = word(index);
    if (function == 0) {
      throw new BadPointerException("a function", 0);
    }
    return function;
  }

  /**
   * Widens a status, as a module expects it.
   *
   * @param status the NTSTATUS
   * @return what the call returns to the module
   */
  public static long status(int status) {
    return Integer.toUnsignedLong(status);
  }

  /**
   * Widens a BOOLEAN.
   *
   * @param value the value
   * @return 1 or 0
   */
  public static long bool(boolean value) {
    return value ? 1 : 0;
  }

  /**
   * For functions that return nothing.
   *
   * @param call does what the function does
   * @return 0
   */
  public static long done(Runnable call) {
    call.run();
    return 0;
  }
}
