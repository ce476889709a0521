package dev.wsplab.facade;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.WsaError;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Functions by name. Complete before the first call, then read only. */
final class FunctionTable {
  static final long SOCKET_ERROR = -1;
  static final long FALSE = 0;
  static final long TRUE = 1;

  private final Map<String, Function> functions = new HashMap<>();

  /** Serves one function. */
  @FunctionalInterface
  interface Function {
    /** Returns what the application gets. */
    long call(NativeCall call);
  }

  /** A function of ws2_32 that returns {@code SOCKET_ERROR}: bad memory is {@code WSAEFAULT}. */
  void socket(String name, Function function) {
    guarded(name, SOCKET_ERROR, WsaError.WSAEFAULT.code(), function);
  }

  /** A function of ws2_32 that returns FALSE. */
  void socketBool(String name, Function function) {
    guarded(name, FALSE, WsaError.WSAEFAULT.code(), function);
  }

  /** A function of kernel32 that returns FALSE or NULL: bad memory is ERROR_NOACCESS. */
  void kernel(String name, Function function) {
    guarded(name, FALSE, Win32Error.ERROR_NOACCESS.code(), function);
  }

  /** A function of kernel32 that returns {@code WAIT_FAILED}. */
  void wait(String name, Function function) {
    guarded(name, SOCKET_ERROR, Win32Error.ERROR_NOACCESS.code(), function);
  }

  private void guarded(String name, long failure, int error, Function function) {
    functions.put(
        name,
        call -> {
          try {
            return function.call(call);
          } catch (AccessViolationException e) {
            return failed(failure, error);
          }
        });
  }

  /** Sets the last error, and returns a value. */
  static long failed(long value, int error) {
    Kernel.get().threads().setLastError(error);
    return value;
  }

  static long failed(long value, WsaError error) {
    return failed(value, error.code());
  }

  static long bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Nullable Function find(String name) {
    return functions.get(name);
  }
}
