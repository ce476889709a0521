package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Byte-range locks of a volume, and who waits for one. Thread-safe. */
final class RangeLocks {
  private record Lock(FltFileObject owner, Path path, long offset, long length, boolean exclusive) {
    boolean meets(Path other, long from, long count) {
      return path.equals(other)
          && Long.compareUnsigned(offset, end(from, count)) < 0
          && Long.compareUnsigned(from, end(offset, length)) < 0;
    }

    /** Where a range ends; one that goes beyond all numbers ends at the last. */
    private static long end(long from, long count) {
      long end = from + count;
      return Long.compareUnsigned(end, from) < 0 ? -1 : end;
    }

    boolean excludes(Lock wanted) {
      return meets(wanted.path, wanted.offset, wanted.length) && (exclusive || wanted.exclusive);
    }
  }

  private record Waiting(IoControl io, Lock wanted) {}

  private final List<Lock> locks = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  @Nullable FsResult control(IoControl io, FltFileObject file, FltIoParameterBlock iopb) {
    OpenFile open = file.open();
    if (open == null || open.isFolder()) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    switch (iopb.minorFunction()) {
      case MajorFunction.IRP_MN_LOCK:
      case MajorFunction.IRP_MN_UNLOCK_SINGLE:
        Lock wanted;
        try {
          long length = Kernel.get().memory().loadLong(iopb.lockLength());
          wanted = new Lock(file, open.path(), iopb.lockOffset(), length, iopb.exclusiveLock());
        } catch (AccessViolationException e) {
          return FsResult.failed(STATUS_ACCESS_VIOLATION);
        }
        return iopb.minorFunction() == MajorFunction.IRP_MN_LOCK
            ? lock(io, wanted, iopb.failImmediately())
            : unlock(wanted);
      case MajorFunction.IRP_MN_UNLOCK_ALL:
        release(file);
        return FsResult.done(0);
      default:
        return FsResult.failed(STATUS_INVALID_DEVICE_REQUEST);
    }
  }

  private @Nullable FsResult lock(IoControl io, Lock wanted, boolean now) {
    synchronized (locks) {
      if (locks.stream().noneMatch(held -> held.excludes(wanted))) {
        locks.add(wanted);
        return FsResult.done(0);
      }
      if (now) {
        return FsResult.failed(STATUS_LOCK_NOT_GRANTED);
      }
      Waiting one = new Waiting(io, wanted);
      io.cancelRoutine(() -> cancel(one));
      waiting.add(one);
    }
    io.honourCancel();
    return null;
  }

  private FsResult unlock(Lock wanted) {
    boolean held;
    synchronized (locks) {
      held =
          removeFirst(
              lock ->
                  lock.owner() == wanted.owner()
                      && lock.offset() == wanted.offset()
                      && lock.length() == wanted.length());
    }
    granted().forEach(RangeLocks::complete);
    return held ? FsResult.done(0) : FsResult.failed(STATUS_RANGE_NOT_LOCKED);
  }

  private boolean removeFirst(java.util.function.Predicate<Lock> which) {
    for (Iterator<Lock> it = locks.iterator(); it.hasNext(); ) {
      if (which.test(it.next())) {
        it.remove();
        return true;
      }
    }
    return false;
  }

  private void cancel(Waiting one) {
    boolean waits;
    synchronized (locks) {
      waits = waiting.remove(one);
    }
    if (waits) {
      one.io().fileSystemCompletes(STATUS_CANCELLED, 0);
    }
  }

  /** All of a file object go. */
  void release(FltFileObject file) {
    List<Waiting> left = new ArrayList<>();
    synchronized (locks) {
      locks.removeIf(lock -> lock.owner() == file);
      waiting.stream().filter(one -> one.wanted().owner() == file).forEach(left::add);
      waiting.removeAll(left);
    }
    left.forEach(one -> one.io().fileSystemCompletes(STATUS_CANCELLED, 0));
    granted().forEach(RangeLocks::complete);
  }

  void endAll() {
    List<Waiting> left;
    synchronized (locks) {
      left = new ArrayList<>(waiting);
      waiting.clear();
    }
    left.forEach(one -> one.io().fileSystemCompletes(STATUS_CANCELLED, 0));
  }

  private List<Waiting> granted() {
    List<Waiting> granted = new ArrayList<>();
    synchronized (locks) {
      for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
        Waiting one = it.next();
        if (locks.stream().noneMatch(held -> held.excludes(one.wanted()))
            && one.io().takeCancelRoutine() != null) {
          it.remove();
          locks.add(one.wanted());
          granted.add(one);
        }
      }
    }
    return granted;
  }

  private static void complete(Waiting one) {
    one.io().fileSystemCompletes(STATUS_SUCCESS, 0);
  }

  /** A read is stopped by an exclusive lock of another file object. */
  boolean blocksRead(FltFileObject file, FltIoParameterBlock iopb) {
    return blocks(file, iopb, false);
  }

  /** A write also by shared locks, its own too. */
  boolean blocksWrite(FltFileObject file, FltIoParameterBlock iopb) {
    return blocks(file, iopb, true);
  }

  private boolean blocks(FltFileObject file, FltIoParameterBlock iopb, boolean write) {
    OpenFile open = file.open();
    boolean paging = (iopb.irpFlags() & FltIoParameterBlock.IRP_PAGING_IO) != 0;
    if (open == null || paging) {
      return false; // locks are between applications: paging I/O passes them
    }
    long from = FileTransfers.offsetOf(open, iopb);
    synchronized (locks) {
      return locks.stream()
          .filter(lock -> lock.meets(open.path(), from, iopb.length()))
          .anyMatch(lock -> lock.exclusive() ? lock.owner() != file : write);
    }
  }
}
