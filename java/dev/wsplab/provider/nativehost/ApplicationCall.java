package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.NativeFunctions;

/** A call that a module makes as an application does. */
final class ApplicationCall {
  private ApplicationCall() {}

  /** Makes it; the module's last error becomes what the function has left there. */
  static long make(
      NativeFunctions functions,
      String name,
      Arguments arguments,
      NativeFunctions.Pointers module) {
    try {
      return functions.call(name, arguments.words(), module);
    } finally {
      ModuleNatives.tellLastError(Kernel.get().threads().lastError());
    }
  }
}
