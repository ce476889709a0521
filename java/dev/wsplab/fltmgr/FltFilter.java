package dev.wsplab.fltmgr;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A registered minifilter. Thread-safe. */
public final class FltFilter {
  private final FilterManager manager;
  private final String name;
  private final Map<Integer, FltRegistration.Callbacks> operations;
  private final AtomicInteger work = new AtomicInteger();
  private volatile boolean unloading;

  FltFilter(FilterManager manager, FltRegistration registration) {
    this.manager = manager;
    this.name = registration.name();
    this.operations = registration.operations();
  }

  /**
   * Attaches it to a volume: {@code FltAttachVolumeAtAltitude}.
   *
   * @param volume a volume of the same Filter Manager
   * @param altitude where, as {@code 325000} or {@code 325000.3}
   * @return the instance
   * @throws FltException STATUS_FLT_INSTANCE_ALTITUDE_COLLISION when an instance stands there
   *     (FLT-49), STATUS_FLT_DELETING_OBJECT when the filter is being unloaded
   * @throws IllegalArgumentException when the altitude is no decimal number
   */
  public FltInstance attach(FltVolume volume, String altitude) {
    FltInstance instance = prepare(volume, altitude);
    instance.filters();
    return instance;
  }

  /** Attaches it, but lets no I/O come to it yet. */
  FltInstance prepare(FltVolume volume, String altitude) {
    if (unloading) {
      throw new FltException(
          "FltAttachVolumeAtAltitude",
          FltStatus.STATUS_FLT_DELETING_OBJECT,
          name + " is unloading");
    }
    return volume.attach(this, Altitude.of(altitude));
  }

  /**
   * Unloads it, {@code FltUnregisterFilter}: waits until the I/O that it has started has been
   * called back, what it has pended goes on and its work items have returned, for {@code
   * unloadWait} at most, with the manual scheduler by running what is queued; detaches its
   * instances; then reports what it leaves behind (FLT-101). A second call does nothing.
   */
  public void unload() {
    if (manager.beginsUnload(this)) {
      manager.unload(this);
    }
  }

  /** {@return its name} */
  public String name() {
    return name;
  }

  /** {@return its instances that are attached} */
  public List<FltInstance> instances() {
    return manager.volumes().stream()
        .flatMap(volume -> volume.instances().stream())
        .filter(instance -> instance.filter() == this)
        .toList();
  }

  FltRegistration.@Nullable Callbacks callbacks(int majorFunction) {
    return operations.get(majorFunction);
  }

  /** One of its work items is about to be queued. */
  void workBegins() {
    work.incrementAndGet();
  }

  /** It has returned, or was not queued after all. */
  void workEnds() {
    work.decrementAndGet();
  }

  /** Whether a work item of it is queued or runs. */
  boolean hasWork() {
    return work.get() > 0;
  }

  boolean isUnloading() {
    return unloading;
  }

  void unloading() {
    unloading = true;
  }

  @Override
  public String toString() {
    return name;
  }
}
