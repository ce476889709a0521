package dev.wsplab.fltmgr;

import com.sun.jna.Function;
import dev.wsplab.driver.DriverModule;
import dev.wsplab.driver.KernelCalls;
import dev.wsplab.driver.NativeBreaks;
import dev.wsplab.driver.NativeWords;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A minifilter in C: a module built against {@code include/compat/km}, which exports {@code
 * DriverEntry}. Each one that is loaded is a private copy with statics of its own. Thread-safe; the
 * Filter Manager's close unloads it.
 */
public final class NativeMinifilter {
  // FLT_INSTANCE_SETUP_FLAGS, FLT_FILESYSTEM_TYPE and the like of fltKernel.h.
  private static final int MANUAL_ATTACHMENT = 2;
  private static final int DISK_FILE_SYSTEM = 8;
  private static final int NTFS = 2;
  private static final int TEARDOWN_MANUAL = 1;
  private static final int UNLOAD_MANDATORY = 1;
  private static final int TEARDOWN_FILTER_UNLOAD = 2;

  private final FilterManager manager;
  private final DriverModule module;
  private final NativeObjects objects;
  private final NativeBreaks breaks = new NativeBreaks();
  private final NativeCallbacks callbacks;
  private final KernelCalls kernel;
  private final NativeFlt calls = new NativeFlt();
  private final AtomicBoolean unloaded = new AtomicBoolean();
  private volatile @Nullable FltFilter filter;
  private volatile boolean started;
  private volatile NativeRegistrationReader.Callbacks registered =
      new NativeRegistrationReader.Callbacks(0, 0, 0, 0, 0);

  private NativeMinifilter(FilterManager manager, DriverModule module) {
    this.manager = manager;
    this.module = module;
    this.objects = new NativeObjects(manager);
    this.callbacks = new NativeCallbacks(objects, breaks);
    this.kernel = new KernelCalls(new FltPlatform(manager), module.name(), breaks);
  }

  // ---- loading

  /** As {@link FilterManager#load}. */
  static NativeMinifilter load(FilterManager manager, Path module) {
    NativeMinifilter loaded = new NativeMinifilter(manager, DriverModule.open(module));
    boolean entered = false;
    try {
      loaded.enter();
      entered = true;
    } finally {
      if (!entered) {
        loaded.leave();
        loaded.close();
      }
    }
    return loaded;
  }

  private void enter() {
    calls.serve(new NativeFlt.Parts(manager, this, objects, callbacks, kernel));
    int status = module.enter("minifilter", calls);
    breaks.after();
    if (!FltStatus.isSuccess(status)) {
      throw new FltException("DriverEntry", status, module.file() + " refuses to be loaded");
    }
  }

  // ---- for tests

  /** {@return its filter} */
  public FltFilter filter() {
    FltFilter known = filter;
    if (known == null) {
      throw new IllegalStateException(
          module.file() + ": its DriverEntry has not called FltRegisterFilter");
    }
    return known;
  }

  /**
   * Attaches it to a volume, as {@code fltmc attach} does: its {@code InstanceSetup} callback is
   * asked, and told of a manual attachment to an NTFS volume.
   *
   * @param volume a volume of the same Filter Manager
   * @param altitude where, as {@code 325000} or {@code 325000.3}
   * @return the instance
   * @throws FltException what the callback refuses with, STATUS_FLT_INSTANCE_ALTITUDE_COLLISION
   *     (FLT-49), STATUS_FLT_DELETING_OBJECT when it is unloading
   * @throws IllegalStateException when it has not called {@code FltStartFiltering}
   */
  public FltInstance attach(FltVolume volume, String altitude) {
    if (!started) {
      throw new IllegalStateException(module.file() + ": has not called FltStartFiltering");
    }
    FltInstance instance = filter().prepare(volume, altitude);
    long setup = registered.setup();
    if (setup == 0) {
      instance.filters();
      return instance;
    }
    int status =
        inside(
            instance,
            words ->
                FltNatives.instanceSetup(setup, words, MANUAL_ATTACHMENT, DISK_FILE_SYSTEM, NTFS));
    if (!FltStatus.isSuccess(status)) {
      instance.detach();
      throw new FltException("InstanceSetup", status, instance + " is refused by its filter");
    }
    instance.filters();
    return instance;
  }

  /**
   * Detaches an instance of it, as {@code fltmc detach} does, with its teardown callbacks.
   *
   * @param instance one that it has on a volume
   * @return false when its {@code InstanceQueryTeardown} callback refuses, or it has none
   */
  public boolean detach(FltInstance instance) {
    long query = registered.queryTeardown();
    if (query == 0
        || !FltStatus.isSuccess(
            inside(instance, words -> FltNatives.queryTeardown(query, words, 0)))) {
      return false;
    }
    teardown(instance, registered.start(), TEARDOWN_MANUAL);
    instance.detach();
    teardown(instance, registered.complete(), TEARDOWN_MANUAL);
    return true;
  }

  /**
   * Unloads it, as {@code fltmc unload} does: its {@code FilterUnload} callback, which is to call
   * {@code FltUnregisterFilter}. A second call does nothing. The Filter Manager's close unloads it
   * as well, whatever the callback returns: there it must be (FLTFL_FILTER_UNLOAD_MANDATORY).
   *
   * @throws FltException what the callback refuses with, as STATUS_FLT_DO_NOT_DETACH; it stays
   *     loaded
   */
  public void unload() {
    unload(0);
  }

  /** The Filter Manager ends. */
  void unloadForGood() {
    unload(UNLOAD_MANDATORY);
  }

  private void unload(int flags) {
    if (!unloaded.compareAndSet(false, true)) {
      return;
    }
    long callback = registered.unload();
    int status =
        callback == 0 ? FltStatus.STATUS_SUCCESS : FltNatives.filterUnload(callback, flags);
    if (flags == 0 && !FltStatus.isSuccess(status)) {
      unloaded.set(false);
      breaks.after();
      throw new FltException("FilterUnload", status, module.file() + " refuses to be unloaded");
    }
    FltFilter known = filter;
    if (known != null) {
      known.unload(); // for who has no callback, or forgets it
    }
    kernel.end();
    objects.work().end(module.name());
    breaks.after();
  }

  /**
   * {@return a function that the module exports; for tests that look into it} Not to be called
   * after the Filter Manager is closed.
   *
   * @param name the name that the module exports
   * @throws UnsatisfiedLinkError when it exports none of this name
   */
  public Function function(String name) {
    return module.function(name);
  }

  // ---- what the module calls

  long register(long registration, long out) {
    NativeWords.store(out, 0); // before there is anything that could be lost
    NativeRegistrationReader reader = new NativeRegistrationReader(registration);
    FltRegistration made = FltRegistration.named(module.name());
    if (!reader.isKnown() || !reader.addTo(made, callbacks) || filter != null) {
      return Integer.toUnsignedLong(FltStatus.STATUS_INVALID_PARAMETER);
    }
    registered = reader.callbacks();
    FltFilter known = manager.register(made);
    filter = known;
    NativeWords.store(out, objects.address(known));
    return FltStatus.STATUS_SUCCESS;
  }

  long start(FltFilter of) {
    started = of == filter;
    return FltStatus.STATUS_SUCCESS;
  }

  void unregister(FltFilter of) {
    started = false;
    for (FltInstance instance : of.instances()) {
      teardown(instance, registered.start(), TEARDOWN_FILTER_UNLOAD);
    }
    List<FltInstance> before = of.instances();
    of.unload();
    for (FltInstance instance : before) {
      teardown(instance, registered.complete(), TEARDOWN_FILTER_UNLOAD);
    }
  }

  private void teardown(FltInstance instance, long callback, int reason) {
    if (callback != 0) {
      inside(
          instance,
          words -> {
            FltNatives.instanceTeardown(callback, words, reason);
            return 0;
          });
    }
  }

  /** Calls a callback about an instance. */
  private int inside(FltInstance instance, ToIntFunction<long[]> callback) {
    FltRelatedObjects related =
        new FltRelatedObjects(instance.filter(), instance.volume(), instance, null);
    manager.frames().enter(instance);
    try {
      return callback.applyAsInt(callbacks.words(related));
    } finally {
      manager.frames().leave();
    }
  }

  // ---- the end

  /** What a failing DriverEntry has left. */
  private void leave() {
    FltFilter known = filter;
    if (known != null) {
      known.unload();
    }
    kernel.end();
    objects.work().end(module.name());
  }

  /** Nothing of it runs any more: the module goes. */
  void close() {
    calls.serve(null);
    module.close();
    kernel.close();
  }

  /** Something of it may run still: it stays, and its calls fail. */
  void abandon() {
    calls.serve(null);
    module.abandon();
  }

  @Override
  public String toString() {
    return module.name();
  }
}
