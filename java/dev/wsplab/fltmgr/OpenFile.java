package dev.wsplab.fltmgr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What an open file object is in the file system. Thread-safe, but for its scan of a folder. */
final class OpenFile {
  private volatile Path path;
  private final @NotOwning @Nullable RealFile channel; // close() closes it
  private final AtomicLong position = new AtomicLong();
  private volatile boolean deletes;
  // The scan of a folder that goes on from query to query.
  private List<Path> entries = List.of();
  private int next = -1;

  /**
   * Makes one.
   *
   * @param channel null for a folder
   */
  OpenFile(Path path, @Nullable RealFile channel, boolean deletes) {
    this.path = path;
    this.channel = channel;
    this.deletes = deletes;
  }

  Path path() {
    return path;
  }

  void moved(Path to) {
    path = to;
  }

  @NotOwning
  @Nullable RealFile channel() {
    return channel;
  }

  boolean isFolder() {
    return channel == null;
  }

  AtomicLong position() {
    return position;
  }

  boolean deletes() {
    return deletes;
  }

  void deletes(boolean atClose) {
    deletes = atClose;
  }

  /** Whether a scan has begun. */
  synchronized boolean scans() {
    return next >= 0;
  }

  synchronized void scan(List<Path> found) {
    entries = List.copyOf(found);
    next = 0;
  }

  /** The entry that comes next, null at the end. */
  synchronized @Nullable Path peek() {
    return next < entries.size() ? entries.get(next) : null;
  }

  synchronized void taken() {
    next++;
  }

  void close() throws IOException {
    RealFile file = channel;
    if (file != null) {
      file.close();
    }
    if (deletes) {
      Files.deleteIfExists(path);
    }
  }
}
