package dev.wsplab.fltmgr;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One instance on the way of one I/O. */
final class Level {
  /** Whose turn it is. */
  enum Turn {
    BEFORE,
    IN_PRE,
    PRE_PENDED,
    /** Completed by the filter before its preoperation callback has returned (FLT-58). */
    PRE_RESUMED,
    BELOW,
    IN_POST,
    POST_PENDED,
    /** The same for its postoperation callback. */
    POST_RESUMED,
    OVER
  }

  private final FltInstance instance;
  private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.BEFORE);
  private final AtomicBoolean postOwed = new AtomicBoolean();
  private final CountDownLatch below = new CountDownLatch(1);
  // What its callbacks saw, and what its filter decided: written before the turn changes.
  private byte[] seen = new byte[0];
  private int statusSeen;
  private long informationSeen;
  private @Nullable Object context;
  private int resumeStatus;
  private volatile boolean waits;
  private volatile boolean workQueued;

  Level(FltInstance instance) {
    this.instance = instance;
  }

  FltInstance instance() {
    return instance;
  }

  Turn turn() {
    return turn.get();
  }

  boolean turns(Turn from, Turn to) {
    return turn.compareAndSet(from, to);
  }

  void turn(Turn to) {
    turn.set(to);
  }

  /** Keeps what its preoperation callback gets to see (FLT-9). */
  void sees(FltCallbackData data) {
    seen = data.memory().parameterBlock();
    seesStatus(data);
  }

  /** Keeps the result that a callback gets to see. */
  void seesStatus(FltCallbackData data) {
    statusSeen = data.memory().int32(FltLayout.STATUS);
    informationSeen = data.memory().pointer(FltLayout.INFORMATION);
  }

  byte[] seen() {
    return seen;
  }

  boolean ioStatusChanged(FltCallbackData data) {
    return statusSeen != data.memory().int32(FltLayout.STATUS)
        || informationSeen != data.memory().pointer(FltLayout.INFORMATION);
  }

  void resumeWith(int status, @Nullable Object given) {
    resumeStatus = status;
    context = given;
  }

  int resumeStatus() {
    return resumeStatus;
  }

  @Nullable Object context() {
    return context;
  }

  /** Its postoperation callback is to be called. */
  void owesPost(@Nullable Object given, boolean inSameThread) {
    context = given;
    waits = inSameThread;
    postOwed.set(true);
  }

  boolean isPostOwed() {
    return postOwed.get();
  }

  /** Whether the caller is the one who calls it. */
  boolean takesPost() {
    return postOwed.compareAndSet(true, false);
  }

  /** Whether a thread waits until what is below is done (FLT-59). */
  boolean waits() {
    return waits;
  }

  CountDownLatch below() {
    return below;
  }

  /** Work was queued in its postoperation callback (FLT-66). */
  boolean hasWorkQueued() {
    return workQueued;
  }

  void workQueued() {
    workQueued = true;
  }

  String step(String which) {
    return which + " " + instance.altitude();
  }
}
