package dev.wsplab.provider.nativehost;

import dev.wsplab.operation.UpcallAfterCleanupException;
import dev.wsplab.operation.UserFault;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a provider's module calls of ws2_32 after its last cleanup: each function is told once, to
 * whoever listens. Other functions are the system's as well, and may be called at any time.
 * Thread-safe.
 */
final class LateCalls {
  private final Supplier<Ws2Exports> exports;
  private final Supplier<String> module;
  private final Set<WpuFunction> told = ConcurrentHashMap.newKeySet();

  LateCalls(Supplier<Ws2Exports> exports, Supplier<String> module) {
    this.exports = exports;
    this.module = module;
  }

  /** Tells of a function of {@code functions.h} that was refused when its module was unloaded. */
  void tell(String name) {
    first(name)
        .filter(function -> !exports.get().refusedAfterCleanup(function))
        .ifPresent(this::report);
  }

  /** The same of one that comes later, when whoever listens may have looked already. */
  void tellLater(String name) {
    first(name)
        .ifPresent(
            function -> {
              exports.get().refusedAfterCleanup(function);
              report(function);
            });
  }

  private Optional<WpuFunction> first(String name) {
    return Arrays.stream(WpuFunction.values())
        .filter(function -> function.winsockName().equals(name) && told.add(function))
        .findFirst();
  }

  private void report(WpuFunction function) {
    UserFault.report(
        new UpcallAfterCleanupException(
            "module="
                + module.get()
                + ": it called "
                + function.winsockName()
                + " after its last WSPCleanup, and was refused with WSANOTINITIALISED; end each of"
                + " its threads before WSPCleanup returns (WSP-CLEAN-5)"));
  }
}
