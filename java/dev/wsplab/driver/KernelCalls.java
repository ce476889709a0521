package dev.wsplab.driver;

import static dev.wsplab.driver.CallArguments.bool;
import static dev.wsplab.driver.CallArguments.done;
import static dev.wsplab.driver.CallArguments.status;

import dev.wsplab.kernel.AccessViolationException;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * Calls of one module in C: those of wdm.h are answered here, others by what has loaded it.
 * Pointers come from strangers: what is none is reported and the call fails. Thread-safe.
 */
public final class KernelCalls {
  /** What a platform answers beyond the kernel's own functions. */
  @FunctionalInterface
  public interface Platform {
    /**
     * Answers one call; what it throws is reported.
     *
     * @param function its number
     * @param arguments its arguments, in the module's memory
     * @return what the module gets
     */
    long call(int function, CallArguments arguments);
  }

  private final DriverPlatform platform;
  private final String module;
  private final NativeBreaks breaks;
  private final NativeEvents events;
  private final NativePool pool;
  private final NativeSpinLocks locks;
  private final NativeWorkItems items;

  /**
   * Makes those of a module.
   *
   * @param platform judges them
   * @param module its name
   * @param breaks where broken rules wait that break at once
   */
  public KernelCalls(DriverPlatform platform, String module, NativeBreaks breaks) {
    this.platform = platform;
    this.module = module;
    this.breaks = breaks;
    this.events = new NativeEvents(platform);
    this.pool = new NativePool(platform);
    this.locks = new NativeSpinLocks(platform);
    this.items = new NativeWorkItems(platform, breaks);
  }

  /**
   * Answers a call. Never throws.
   *
   * @param function the function's number
   * @param arguments address of its arguments
   * @param failure what the function returns when it fails without a status
   * @param name names a function that is not the kernel's, for people
   * @param others answers functions that are not the kernel's
   * @return what the module gets
   */
  public long answer(
      int function, long arguments, long failure, IntFunction<String> name, Platform others) {
    boolean kernels = KernelFunction.has(function);
    try {
      CallArguments given = new CallArguments(arguments);
      return kernels ? run(KernelFunction.of(function), given) : others.call(function, given);
    } catch (AssertionError broken) {
      breaks.keep(broken);
    } catch (BadPointerException pointer) {
      report(pointer.expected(), nameOf(function, name) + " with " + pointer.getMessage());
    } catch (AccessViolationException violation) {
      report("memory", nameOf(function, name) + " with " + violation.getMessage());
    } catch (UnknownFunctionException unknown) {
      report(
          "a function of the include/compat/km that comes with this library",
          String.valueOf(unknown.getMessage()));
    } catch (RuntimeException | Error thrown) {
      platform.threw(thrown);
    }
    return failure == 0 ? 0 : status(platform.invalidParameter());
  }

  private static String nameOf(int function, IntFunction<String> name) {
    return KernelFunction.has(function) ? KernelFunction.of(function).name() : name.apply(function);
  }

  private void report(String expected, String seen) {
    try {
      platform.badPointer(module, expected, seen);
    } catch (AssertionError broken) {
      breaks.keep(broken);
    }
  }

  private long run(KernelFunction called, CallArguments with) {
    return switch (called) {
      case KE_INITIALIZE_EVENT ->
          done(() -> events.initialize(with.word(0), with.word(1), (with.word(2) & 0xFF) != 0));
      case KE_SET_EVENT -> bool(events.at(with.word(0)).keSetEvent());
      case KE_CLEAR_EVENT -> bool(events.at(with.word(0)).keClearEvent());
      case KE_READ_STATE_EVENT -> bool(events.at(with.word(0)).keReadStateEvent());
      case KE_WAIT_FOR_SINGLE_OBJECT -> status(events.await(with.word(0), with.word(1)));
      case KE_GET_CURRENT_IRQL -> platform.irql().ordinal();
      case KF_RAISE_IRQL, KE_LOWER_IRQL -> platform.irql(irql(with.number(0))).ordinal();
      case EX_ALLOCATE_POOL_WITH_TAG -> pool.allocate(with.number(0), with.word(1), with.number(2));
      case EX_FREE_POOL_WITH_TAG -> done(() -> pool.free(with.word(0), with.number(1)));
      case KE_INITIALIZE_SPIN_LOCK -> done(() -> locks.initialize(with.word(0)));
      case KE_ACQUIRE_SPIN_LOCK_RAISE_TO_DPC -> locks.acquire(with.word(0)).ordinal();
      case KE_RELEASE_SPIN_LOCK -> done(() -> locks.release(with.word(0), irql(with.number(1))));
      case IO_CREATE_DEVICE -> items.createDevice(with.word(0));
      case IO_DELETE_DEVICE -> done(() -> items.deleteDevice(with.word(0)));
      case IO_ALLOCATE_WORK_ITEM -> items.allocate(with.word(0));
      case IO_QUEUE_WORK_ITEM ->
          done(() -> items.queue(with.word(0), with.function(1), with.word(2)));
      case IO_FREE_WORK_ITEM -> done(() -> items.free(with.word(0)));
    };
  }

  private static Irql irql(int level) {
    return Irql.values()[Math.min(level & 0xFF, Irql.DISPATCH_LEVEL.ordinal())];
  }

  /**
   * Waits until no work item is queued or runs: a driver is not unloaded before (WFP-119).
   *
   * @param limit how long to wait at most
   */
  public void awaitWorkItems(Duration limit) {
    items.await(limit);
  }

  /**
   * The module is unloaded: what it has left is reported. Its pool stays until {@link #close}: what
   * has not ended at the unload ends later, and its callback looks there.
   */
  public void end() {
    items.end(module);
    pool.end(module);
  }

  /** Nothing of the module runs any more: what it has left is given back. */
  public void close() {
    pool.close();
  }
}
