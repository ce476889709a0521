package dev.wsplab.fltmgr;

/** A minifilter on one volume, at its altitude. Thread-safe. */
public final class FltInstance {
  private final FltFilter filter;
  private final FltVolume volume;
  private final Altitude altitude;
  private final long address;
  private volatile boolean attached = true;
  private volatile boolean filtering;

  FltInstance(FltFilter filter, FltVolume volume, Altitude altitude, long address) {
    this.filter = filter;
    this.volume = volume;
    this.altitude = altitude;
    this.address = address;
  }

  /**
   * Detaches it, {@code FltDetachVolume}. What has passed it and is still below drains: its
   * postoperation callback is called at once with a copy (FLT-51). A second call does nothing.
   */
  public void detach() {
    volume.detach(this);
  }

  /** {@return whose it is} */
  public FltFilter filter() {
    return filter;
  }

  /** {@return where it is attached} */
  public FltVolume volume() {
    return volume;
  }

  /** {@return how high it stands} */
  public Altitude altitude() {
    return altitude;
  }

  /** {@return the value that stands for it in native memory: {@code PFLT_INSTANCE}} */
  public long address() {
    return address;
  }

  /** {@return whether it is still attached} */
  public boolean isAttached() {
    return attached;
  }

  /** Whether I/O meets it: not before its {@code InstanceSetup} callback has accepted. */
  boolean isFiltering() {
    return filtering;
  }

  void filters() {
    filtering = true;
  }

  void detached() {
    attached = false;
  }

  @Override
  public String toString() {
    return filter.name() + " at " + altitude;
  }
}
