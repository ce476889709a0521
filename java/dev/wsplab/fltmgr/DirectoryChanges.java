package dev.wsplab.fltmgr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Who waits for changes of a folder, made through its volume. They are told that there were some,
 * with STATUS_NOTIFY_ENUM_DIR, and look themselves. Thread-safe.
 */
final class DirectoryChanges {
  /** There were changes; the buffer does not say which. */
  static final int STATUS_NOTIFY_ENUM_DIR = 0x10C;

  /** The file object that waits is cleaned up. */
  static final int STATUS_NOTIFY_CLEANUP = 0x10B;

  private record Waiting(IoControl io, OpenFile folder) {}

  private final List<Waiting> waiting = new ArrayList<>();

  /** Always ends later. */
  @Nullable FsResult await(IoControl io, OpenFile folder) {
    Waiting one = new Waiting(io, folder);
    synchronized (waiting) { // a cancel that comes at once finds it
      io.cancelRoutine(() -> end(one, FltStatus.STATUS_CANCELLED));
      waiting.add(one);
    }
    io.honourCancel();
    return null;
  }

  /** Something in this folder has changed. */
  void in(@Nullable Path folder) {
    for (Waiting one : taken(folder, null)) {
      complete(one, STATUS_NOTIFY_ENUM_DIR);
    }
  }

  /** A file object is cleaned up. */
  void end(FltFileObject file) {
    OpenFile open = file.open();
    if (open != null) {
      taken(null, open).forEach(one -> complete(one, STATUS_NOTIFY_CLEANUP));
    }
  }

  void endAll() {
    List<Waiting> all;
    synchronized (waiting) {
      all = new ArrayList<>(waiting);
      waiting.clear();
    }
    all.forEach(one -> complete(one, STATUS_NOTIFY_CLEANUP));
  }

  private void end(Waiting one, int status) {
    boolean waits;
    synchronized (waiting) {
      waits = waiting.remove(one);
    }
    if (waits) {
      one.io().fileSystemCompletes(status, 0);
    }
  }

  /** Who has taken it from the list completes it: a cancel then finds it gone. */
  private static void complete(Waiting one, int status) {
    one.io().fileSystemCompletes(status, 0);
  }

  private List<Waiting> taken(@Nullable Path folder, @Nullable OpenFile file) {
    List<Waiting> taken = new ArrayList<>();
    synchronized (waiting) {
      for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
        Waiting one = it.next();
        if (one.folder() == file || one.folder().path().equals(folder)) {
          it.remove();
          taken.add(one);
        }
      }
    }
    return taken;
  }
}
