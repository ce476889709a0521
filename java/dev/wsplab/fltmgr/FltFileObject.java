package dev.wsplab.fltmgr;

import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code FILE_OBJECT}: a file or folder of a volume that is, or is to be, open. Thread-safe. */
public final class FltFileObject {
  private final FltVolume volume;
  private final String name;
  private final long address;
  private volatile @Nullable OpenFile open;

  FltFileObject(FltVolume volume, String name, long address) {
    this.volume = volume;
    this.name = name;
    this.address = address;
  }

  /** {@return where it lies} */
  public FltVolume volume() {
    return volume;
  }

  /** {@return its name on the volume, with {@code /} between folders} */
  public String name() {
    return name;
  }

  /** {@return the value that stands for it in native memory: {@code PFILE_OBJECT}} */
  public long address() {
    return address;
  }

  /** {@return whether a create has succeeded and no cleanup came since} */
  public boolean isOpen() {
    return open != null;
  }

  @Nullable OpenFile open() {
    return open;
  }

  void open(@Nullable OpenFile file) {
    open = file;
  }

  @Override
  public String toString() {
    return name;
  }
}
