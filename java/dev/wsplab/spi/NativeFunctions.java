package dev.wsplab.spi;

/**
 * Functions of Winsock and of Windows that native code calls by name: an application's, or those
 * that a hosted provider calls as an application does. Thread-safe.
 */
public interface NativeFunctions {
  /** Calls a function of the calling module by its address. */
  @FunctionalInterface
  interface Pointers {
    /**
     * Calls it in the calling thread.
     *
     * @param function its address; 0 when the module has ended meanwhile
     * @param words its arguments
     * @return what it returned
     */
    long call(long function, long... words);

    /**
     * {@return where the module reaches a function of {@code functions.h} by pointer, such as
     * {@code ExtensionAcceptEx}: calls there arrive as calls by that name} 0 when it has no such
     * place.
     *
     * @param name the function's name there
     */
    default long address(String name) {
      return 0;
    }
  }

  /** {@return whether the environment has been closed: an application must not go on then} */
  default boolean hasEnded() {
    return false;
  }

  /**
   * {@return whether this serves a function, by its name in {@code functions.h}}
   *
   * @param name the name, as exported by the DLL
   */
  boolean serves(String name);

  /**
   * Serves one call. The thread's last error is the module's own, and stays as this leaves it.
   *
   * @param name the function's name there
   * @param words at least as many as {@code functions.h} says; others mean nothing; of a 32-bit
   *     argument the low half counts
   * @param module calls back, such as completion routines
   * @return what the caller gets
   */
  long call(String name, long[] words, Pointers module);
}
