package dev.wsplab.driver;

/** Where the calls of one module in C arrive. */
@FunctionalInterface
public interface DriverCalls {
  /**
   * One call, in any thread. Must not throw.
   *
   * @param function its number in {@code include/compat/km}
   * @param arguments address of its arguments, a word of 64 bits each
   * @param failure what the function returns when nobody is there: a status, or 0
   * @return what it returns, widened to 64 bits
   */
  long call(int function, long arguments, long failure);
}
