package dev.wsplab.host;

import dev.wsplab.spi.BlockingCallbackResult;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The blocking hooks of an environment's clients, one for each thread (WPU-BLOCK-5). Thread-safe:
 * every method speaks of the calling thread.
 */
public final class ThreadHooks {
  // Removed with the hook: threads of pools outlive us.
  private final ThreadLocal<@Nullable Hook> installed = new ThreadLocal<>();

  ThreadHooks() {}

  /** One thread's hook, and the call that it runs in. */
  private static final class Hook {
    final BooleanSupplier function;
    boolean running;
    boolean cancelled;

    Hook(BooleanSupplier function) {
      this.function = function;
    }

    /** WPU-BLOCK-6: as long as it has something to do; then whether to go on waiting. */
    boolean waiting() {
      cancelled = false;
      running = true;
      try {
        boolean more = true;
        while (more) {
          more = function.getAsBoolean() && !cancelled;
        }
        return !cancelled;
      } finally {
        running = false;
      }
    }
  }

  /**
   * Installs a hook for the calling thread.
   *
   * @param function runs while a blocking call waits; null removes the hook
   * @return the hook before, or null
   */
  public @Nullable BooleanSupplier install(@Nullable BooleanSupplier function) {
    Hook before = installed.get();
    if (function == null) {
      installed.remove();
    } else {
      installed.set(new Hook(function));
    }
    return before == null ? null : before.function;
  }

  /** {@return whether the hook runs, so that a blocking call waits for it} */
  public boolean isRunning() {
    Hook hook = installed.get();
    return hook != null && hook.running;
  }

  /** The call was cancelled that the hook runs in, if it does. */
  void cancelled() {
    Hook hook = installed.get();
    if (hook != null) {
      hook.cancelled = true;
    }
  }

  /** What a provider is given that is going to wait (WPU-BLOCK-1, WPU-BLOCK-2). */
  BlockingCallbackResult callback() {
    Hook hook = installed.get();
    return hook == null
        ? BlockingCallbackResult.NONE
        : new BlockingCallbackResult(0, 0, context -> hook.waiting(), 0);
  }
}
