package dev.wsplab.wfp;

import com.sun.jna.Function;
import dev.wsplab.driver.DriverModule;
import dev.wsplab.driver.DriverPlatform;
import dev.wsplab.driver.KernelCalls;
import dev.wsplab.driver.NativeBreaks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A callout driver in C: a module built against {@code include/compat/km}, which exports {@code
 * DriverEntry}. Each one that is loaded is a private copy with statics of its own. Thread-safe; the
 * engine's stop unloads it.
 */
public final class NativeDriver {
  private static final Duration WORK = Duration.ofSeconds(10);

  private final FilterEngine engine;
  private final DriverModule module;
  private final NativeBreaks breaks = new NativeBreaks();
  private final NativeRunning running = new NativeRunning();
  private final NativePackets packets = new NativePackets();
  private final NativeCallouts callouts;
  private final NativeRedirects redirects;
  private final NativeManagement management;
  private final NativeTokens tokens;
  private final KernelCalls kernel;
  private final NativeFwp calls = new NativeFwp();
  private final AtomicBoolean unloaded = new AtomicBoolean();

  private NativeDriver(FilterEngine engine, DriverModule module) {
    this.engine = engine;
    this.module = module;
    DriverPlatform platform = engine.platform();
    this.tokens = new NativeTokens(platform);
    this.callouts = new NativeCallouts(engine, breaks, packets, tokens, running);
    this.redirects = new NativeRedirects(engine);
    this.management = new NativeManagement(engine, platform);
    this.kernel = new KernelCalls(platform, module.name(), breaks);
  }

  /** As {@link FilterEngine#load}. */
  static NativeDriver load(FilterEngine engine, Path file) {
    NativeDriver loaded = new NativeDriver(engine, DriverModule.open(file));
    boolean entered = false;
    try {
      loaded.enter();
      entered = true;
    } finally {
      if (!entered) {
        loaded.leave();
        loaded.close(true);
      }
    }
    return loaded;
  }

  private void enter() {
    calls.serve(
        new NativeFwp.Parts(engine, callouts, packets, tokens, redirects, management, kernel));
    int status = module.enter("callout driver", calls);
    breaks.after();
    if (status < 0) {
      throw new IllegalStateException(
          String.format(
              "DriverEntry of %s refuses to be loaded: status 0x%08X", module.file(), status));
    }
  }

  /**
   * Unloads it: waits for its callbacks and its work items, 10 s at most for each and not with a
   * manual scheduler, and calls its {@code DriverUnload}, if it has one. Callouts that are
   * registered still are reported and unregistered, what they have pended ends as a block (WFP-64);
   * pool, sessions, work items and devices that are left are reported (WFP-119). Its functions may
   * be called until the engine is closed. A second call does nothing.
   */
  public void unload() {
    if (!unloaded.compareAndSet(false, true)) {
      return;
    }
    if (!engine.scheduler().isManual()) {
      running.await(WORK); // a callback that runs may be about to queue one
      kernel.awaitWorkItems(WORK);
    }
    module.callDriverUnload();
    leave();
    breaks.after();
  }

  /** Reports and gives back what it has left. */
  private void leave() {
    List<String> left = callouts.left();
    if (!left.isEmpty()) {
      engine.platform().leftBehind(module.name(), "callouts: " + String.join(", ", left));
      left.forEach(callouts::unregister);
    }
    int sessions = management.end();
    if (sessions > 0) {
      engine.platform().leftBehind(module.name(), "engine handles: " + sessions);
    }
    kernel.end();
  }

  /**
   * {@return a function that the module exports; for tests that look into it} Not to be called
   * after the engine is closed.
   *
   * @param name the name that the module exports
   * @throws UnsatisfiedLinkError when it exports none of this name
   */
  public Function function(String name) {
    return module.function(name);
  }

  /**
   * The module goes; it stays when something of it may run still.
   *
   * @param quiet whether no work item runs
   */
  void close(boolean quiet) {
    boolean idle = running.end();
    callouts.end();
    calls.serve(null);
    if (quiet && idle) {
      packets.end();
      redirects.end();
      module.close();
      kernel.close();
    } else {
      module.abandon();
    }
  }

  @Override
  public String toString() {
    return module.name();
  }
}
