package dev.wsplab.kernel;

import java.util.Objects;

/** Binds natives of other packages of this library to the shim. Not for users. Thread-safe. */
public final class NativeRegistration {
  private NativeRegistration() {}

  /**
   * Registers the natives of a class.
   *
   * @param type the class with the native methods
   * @param function the shim's function that registers them
   * @throws ShimLoadException when the library and the class are not of one jar
   */
  public static void register(Class<?> type, String function) {
    Objects.requireNonNull(type, "type is null: the class with the native methods");
    Kernel.get().library().bind(Objects.requireNonNull(function, "function is null"), type);
  }
}
