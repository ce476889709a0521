package dev.wsplab.spi;

/**
 * Told by whoever hosts a module that the module gave an upcall an address where nothing can be
 * read or written (WPU-GEN-6). Thread-safe.
 */
@FunctionalInterface
public interface BadAddressWatch {
  /**
   * A module has passed such an address.
   *
   * @param function the upcall
   * @param parameter the name of the parameter, as the function's page has it
   * @param address where the access failed
   */
  void given(String function, String parameter, long address);
}
