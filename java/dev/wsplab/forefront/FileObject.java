package dev.wsplab.forefront;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** An open file handle: what it allows, and what is under way on it. Thread-safe. */
final class FileObject {
  /** {@code FILE_SKIP_COMPLETION_PORT_ON_SUCCESS}. */
  static final int SKIP_ON_SUCCESS = 0x1;

  private final int token;
  private final String name;
  private final FileOptions options;
  private final FileStore store;
  private final AtomicBoolean hooked = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong issued = new AtomicLong();
  private final Set<FileIo> pending = ConcurrentHashMap.newKeySet();
  private volatile int modes;

  FileObject(int token, String name, FileOptions options, FileStore store) {
    this.token = token;
    this.name = name;
    this.options = options;
    this.store = store;
  }

  /** Its value, which fits into the DWORD of {@code HookToCompletionPort} (FWX-7). */
  int token() {
    return token;
  }

  FileOptions options() {
    return options;
  }

  FileStore store() {
    return store;
  }

  boolean isHooked() {
    return hooked.get();
  }

  /** True for the first who asks: a handle is on one port, until it is closed (FWX-33). */
  boolean hook() {
    return hooked.compareAndSet(false, true);
  }

  void unhook() {
    hooked.set(false);
  }

  boolean isClosed() {
    return closed.get();
  }

  /** True for the first who closes it. */
  boolean closing() {
    return closed.compareAndSet(false, true);
  }

  int modes() {
    return modes;
  }

  /** Sets more modes; there is no way to take one back. */
  void addModes(int flags) {
    modes |= flags;
  }

  boolean skipsOnSuccess() {
    return (modes & SKIP_ON_SUCCESS) != 0;
  }

  /** The next number of an I/O on this handle, from 1. */
  long nextOrdinal() {
    return issued.incrementAndGet();
  }

  void add(FileIo io) {
    pending.add(io);
  }

  void remove(FileIo io) {
    pending.remove(io);
  }

  /** What is under way, in the order of issue. */
  List<FileIo> pending() {
    return pending.stream().sorted((a, b) -> Long.compare(a.ordinal(), b.ordinal())).toList();
  }

  @Override
  public String toString() {
    return "handle " + token + " (" + name + ")";
  }
}
