package dev.wsplab.provider.nativehost;

import dev.wsplab.operation.UserFault;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the calls of one module arrive: a table of what serves each function. The table is complete
 * before the first call, and then read only. Thread-safe as far as what serves is.
 */
final class Gate {
  private final @Nullable Service[] services = new @Nullable Service[Functions.count()];
  private final Fallback fallback;
  private volatile @Nullable Set<String> early;
  private volatile IntConsumer late = function -> {};

  /** Serves one function. */
  @FunctionalInterface
  interface Service {
    /** Returns what the caller gets; what it throws becomes a refusal. */
    long serve(Arguments arguments);
  }

  /** Serves functions that nobody else does. */
  @FunctionalInterface
  interface Fallback {
    /** Returns what the caller gets. */
    long serve(String function, Arguments arguments);
  }

  /** Serves one function that is called often, without a word being put anywhere. */
  @FunctionalInterface
  interface FiveWords {
    /** Returns what the caller gets; what it throws becomes a refusal. */
    long serve(long a0, long a1, long a2, long a3, long a4);
  }

  private int fiveFunction = -1;
  private @Nullable FiveWords five;

  Gate(Fallback fallback) {
    this.fallback = fallback;
  }

  /** Says what serves a function, before any call. */
  Gate on(String function, Service service) {
    services[Functions.number(function)] = service;
    return this;
  }

  /** From now on the names of what is called are kept. */
  void loading() {
    early = ConcurrentHashMap.newKeySet();
  }

  /** Ends that: what was called while the module was being loaded. */
  Set<String> loaded() {
    Set<String> called = early;
    early = null;
    return called == null ? Set.of() : new TreeSet<>(called);
  }

  /** The same for the one function that is worth its own way. */
  Gate onFive(String function, FiveWords service) {
    fiveFunction = Functions.number(function);
    five = service;
    return this;
  }

  /** Says who hears of calls that come when the module has no environment any more. */
  void onRefused(IntConsumer told) {
    late = told;
  }

  /** Called by the shim, in the module's thread, the first time that each function is refused. */
  void refused(int function) {
    try {
      late.accept(function);
    } catch (Throwable e) {
      UserFault.report(e);
    }
  }

  /** Called by the shim, in the module's thread, for functions with at most five arguments. */
  long call(int function, long a0, long a1, long a2, long a3, long a4) {
    note(function);
    try {
      FiveWords five = this.five;
      return function == fiveFunction && five != null
          ? five.serve(a0, a1, a2, a3, a4)
          : serve(function, new Arguments(a0, a1, a2, a3, a4));
    } catch (Throwable e) {
      // The shim refuses the call; the caller is C and must not see it.
      UserFault.report(e);
      throw e;
    }
  }

  /** Called by the shim, in the module's thread. */
  long call(
      int function,
      long a0,
      long a1,
      long a2,
      long a3,
      long a4,
      long a5,
      long a6,
      long a7,
      long a8,
      long a9,
      long a10) {
    note(function);
    try {
      return serve(function, new Arguments(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10));
    } catch (Throwable e) {
      UserFault.report(e);
      throw e;
    }
  }

  private void note(int function) {
    Set<String> called = early;
    if (called != null) {
      called.add(Functions.name(function));
    }
  }

  private long serve(int function, Arguments arguments) {
    Service service = services[function];
    return service != null
        ? service.serve(arguments)
        : fallback.serve(Functions.name(function), arguments);
  }
}
