package dev.wsplab.fltmgr;

import dev.wsplab.fltmgr.FltRegistration.Callbacks;
import dev.wsplab.fltmgr.Level.Turn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One I/O on its way: down through the instances that it meets, to the file system, and up again.
 * Exactly one thread at a time moves it.
 */
final class IoControl {
  /** How far the thread came that moved it. */
  enum Outcome {
    /** What is below has finished. */
    DONE,
    /** A preoperation callback has completed it. */
    COMPLETED_BY_FILTER,
    /** Another thread goes on. */
    PENDED
  }

  /** Is told that it is over, once. */
  @FunctionalInterface
  interface Ended {
    void ended(IoControl io);
  }

  private final FilterManager manager;
  private final FltCallbackData data;
  private volatile FltVolume volume;
  private final List<Level> levels;
  private final Ended ended;
  private final long number;
  private final byte[] original;
  private final int majorFunction;
  private final AtomicReference<@Nullable Runnable> cancelRoutine = new AtomicReference<>();
  private final AtomicBoolean fileSystemDone = new AtomicBoolean();
  private final LevelCalls calls;

  /**
   * Makes one that stands above its first level.
   *
   * @param levels what it meets, the highest first (FLT-50, FLT-51)
   */
  IoControl(
      FilterManager manager,
      FltCallbackData data,
      FltVolume volume,
      List<FltInstance> levels,
      Ended ended) {
    this.manager = manager;
    this.data = data;
    this.volume = volume;
    this.levels = new CopyOnWriteArrayList<>(levels.stream().map(Level::new).toList());
    this.ended = ended;
    this.number = manager.nextIo();
    this.original = data.memory().parameterBlock();
    this.majorFunction = Byte.toUnsignedInt(original[FltLayout.MAJOR]);
    this.calls = new LevelCalls(manager, data, number, majorFunction);
  }

  long number() {
    return number;
  }

  FltCallbackData data() {
    return data;
  }

  FltVolume volume() {
    return volume;
  }

  int majorFunction() {
    return majorFunction;
  }

  List<Level> levels() {
    return levels;
  }

  /** For people. */
  String what() {
    return "I/O " + number + " (" + MajorFunction.nameOf(majorFunction) + ")";
  }

  // ---- the way down

  /** Moves it from its highest level; what is not pended is at its end then, but not yet told. */
  Outcome send() {
    return down(0);
  }

  private Outcome down(int at) {
    if (at == levels.size()) {
      return bottom();
    }
    Level level = levels.get(at);
    Callbacks callbacks = level.instance().filter().callbacks(majorFunction);
    if (callbacks == null || !level.instance().isAttached()) {
      return down(at + 1);
    }
    FltPreOperation pre = callbacks.pre();
    if (pre == null) {
      calls.meets(level);
      level.owesPost(null, majorFunction == MajorFunction.IRP_MJ_CREATE);
      return below(at);
    }
    CompletionContext context = new CompletionContext();
    int status = calls.pre(level, pre, context);
    if (status == FltPreOperation.FLT_PREOP_PENDING) {
      new PreResult(manager, level, data).noContext(status, context.get());
      if (!level.turns(Turn.IN_PRE, Turn.PRE_PENDED)) {
        resume(at); // FLT-58
      }
      return Outcome.PENDED;
    }
    if (!level.turns(Turn.IN_PRE, Turn.BELOW)) {
      manager
          .checks()
          .byCallback(
              FltCheck.RESUMED_TWICE,
              level.instance(),
              data,
              "FLT_PREOP_PENDING from the preoperation callback",
              "FltCompletePendedPreOperation, and status " + status);
      level.turn(Turn.BELOW);
    }
    new PreResult(manager, level, data).edits();
    retarget(at);
    return afterPre(at, status, context.get());
  }

  /** FLT-10. */
  private void retarget(int at) {
    FltInstance to = new Targets(manager).turned(data, levels.get(at));
    if (to != null) {
      levels.subList(at + 1, levels.size()).clear();
      to.volume().below(to).forEach(instance -> levels.add(new Level(instance)));
      volume = to.volume();
    }
  }

  /** Goes on as a preoperation callback, or who completed it later, has decided. */
  private Outcome afterPre(int at, int status, @Nullable Object context) {
    Level level = levels.get(at);
    PreResult result = new PreResult(manager, level, data);
    switch (result.checked(status, context, majorFunction)) {
      case FltPreOperation.FLT_PREOP_COMPLETE:
        level.turn(Turn.OVER);
        return Outcome.COMPLETED_BY_FILTER;
      case FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK:
        // A create is synchronized anyway (FLT-59, FLT-64).
        level.owesPost(context, majorFunction == MajorFunction.IRP_MJ_CREATE);
        return below(at);
      case FltPreOperation.FLT_PREOP_SYNCHRONIZE:
        level.owesPost(context, true);
        return below(at);
      default:
        return down(at + 1);
    }
  }

  /** Everything below a level, then its postoperation callback. */
  private Outcome below(int at) {
    Level level = levels.get(at);
    level.turn(Turn.BELOW);
    if (!level.instance().isAttached()) {
      drain(level.instance()); // it was detached since its preoperation callback
    }
    Outcome outcome = down(at + 1);
    if (outcome == Outcome.PENDED) {
      if (!level.waits()) {
        return Outcome.PENDED;
      }
      awaitFully(level.below());
      outcome = Outcome.DONE; // FLT-60
    }
    return calls.post(level) ? outcome : Outcome.PENDED;
  }

  private Outcome bottom() {
    if (data.cancelBit()) {
      return inline(FltStatus.STATUS_CANCELLED, 0); // FLT-75
    }
    FsResult result = volume.fileSystem().start(this);
    return result == null ? Outcome.PENDED : inline(result.status(), result.information());
  }

  private Outcome inline(int status, long information) {
    fileSystemDone.set(true);
    result(status, information);
    return Outcome.DONE;
  }

  private void result(int status, long information) {
    manager.trace().add(number, "fs", FltStatus.nameOf(status) + ", " + information);
    data.memory().int32(FltLayout.STATUS, status);
    data.memory().pointer(FltLayout.INFORMATION, information);
  }

  // ---- the way up

  /** The file system has finished it, later; a second call does nothing. */
  void fileSystemCompletes(int status, long information) {
    if (fileSystemDone.compareAndSet(false, true)) {
      cancelRoutine.set(null);
      result(status, information);
      manager.atCompletionIrql(() -> up(levels.size() - 1));
    }
  }

  boolean isFileSystemDone() {
    return fileSystemDone.get();
  }

  /** From this level on, which has not been told. */
  private void up(int from) {
    for (int at = from; at >= 0; at--) {
      Level level = levels.get(at);
      if (level.waits()) {
        level.below().countDown();
        return;
      }
      if (!calls.post(level)) {
        return;
      }
    }
    finish();
  }

  /** Undoes what was changed since it was sent, for a reissue that tells of no change (FLT-46). */
  void restoreParameters() {
    data.memory().parameterBlock(original);
  }

  /** It is over: tells its sender. */
  void finish() {
    cancelRoutine.set(null);
    data.memory().parameterBlock(original);
    ended.ended(this);
  }

  // ---- pended operations

  /** Work is queued for it; in a postoperation callback that is what FLT-66 asks for. */
  void workQueued() {
    for (Level level : levels) {
      if (level.turn() == Turn.IN_POST) {
        level.workQueued();
      }
    }
  }

  /** {@code FltCompletePendedPreOperation}; false when nothing is pended there. */
  boolean completePendedPre(int status, @Nullable Object context) {
    for (int at = 0; at < levels.size(); at++) {
      Level level = levels.get(at);
      Turn turn = level.turn();
      if (turn == Turn.IN_PRE) {
        level.resumeWith(status, context);
        if (level.turns(Turn.IN_PRE, Turn.PRE_RESUMED)) {
          return true; // its callback has not returned: who runs it goes on
        }
        turn = level.turn();
      }
      if (turn == Turn.PRE_PENDED) {
        level.resumeWith(status, context);
        if (level.turns(Turn.PRE_PENDED, Turn.PRE_RESUMED)) {
          resume(at);
          return true;
        }
      }
    }
    return false;
  }

  private void resume(int at) {
    Level level = levels.get(at);
    cancelRoutine.set(null);
    level.turn(Turn.BELOW);
    new PreResult(manager, level, data).edits();
    retarget(at);
    Outcome outcome = afterPre(at, level.resumeStatus(), level.context());
    if (outcome != Outcome.PENDED) {
      up(at - 1);
    }
    manager.progressed();
  }

  /** {@code FltCompletePendedPostOperation}; false when nothing is pended there. */
  boolean completePendedPost() {
    for (int at = levels.size() - 1; at >= 0; at--) {
      Level level = levels.get(at);
      if (level.turns(Turn.IN_POST, Turn.POST_RESUMED)) {
        return true;
      }
      if (level.turns(Turn.POST_PENDED, Turn.OVER)) {
        up(at - 1);
        manager.progressed();
        return true;
      }
    }
    return false;
  }

  // ---- cancelling

  void cancelRoutine(@Nullable Runnable routine) {
    cancelRoutine.set(routine);
  }

  /** The same for who honours a cancel that came before (FLT-77); not with a lock held. */
  void honourCancel() {
    Runnable routine = data.cancelBit() ? takeCancelRoutine() : null;
    if (routine != null) {
      routine.run();
    }
  }

  /** Takes the routine away; null when there is none, or a cancel has taken it. */
  @Nullable Runnable takeCancelRoutine() {
    return cancelRoutine.getAndSet(null);
  }

  // ---- teardown

  /** The instance goes: its postoperation callback comes now, with a copy (FLT-51). */
  void drain(FltInstance instance) {
    for (Level level : levels) {
      if (level.instance() == instance && level.turn() == Turn.BELOW) {
        calls.drain(level);
      }
    }
  }

  static void awaitFully(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a kernel thread's wait is not ended by it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
