package dev.wsplab.forefront;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.Guid;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code IFWXOverlapped}: one {@code OVERLAPPED} in native memory, with who is told of its I/O and
 * a value for them (FWX-2). Made by {@link FwxFirewall#createOverlapped}. Thread-safe. A call after
 * its last reference was released throws an {@link IllegalStateException} (FWX-72).
 *
 * <pre>
 *            issue accepted             packet taken               before the callback's body
 *   IDLE ----------------> IN_FLIGHT ----------------> COMPLETING ----------------> IDLE
 * </pre>
 */
public final class FwxOverlapped implements FwxUnknown {
  /** Where its I/O stands (FWX-53). */
  public enum State {
    /** No I/O is under way. */
    IDLE,
    /** An I/O was accepted, and its packet has not been taken yet. */
    IN_FLIGHT,
    /** Its packet was taken; the callback is about to be called. */
    COMPLETING
  }

  /** Who is told, and with which value. */
  record Notification(FwxExternalIoCompletion target, long userData) {}

  private final FwxService service;
  private final long ordinal;

  // Goes with the last reference, which the checker cannot follow.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  private final @Owning OverlappedBlock block;

  private final Overlapped record;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock: two counts, since strict mode must tell whose reference is given up.
  private int filterReferences = 1;
  private int serviceReferences;
  private boolean gone;
  private State state = State.IDLE;
  private @Nullable Notification notification;
  private @Nullable FileIo io;

  FwxOverlapped(FwxService service, long ordinal, @Owning OverlappedBlock block) {
    this.service = service;
    this.ordinal = ordinal;
    this.block = block;
    this.record = block.overlapped();
  }

  // ---- what a filter calls

  /**
   * {@code GetOverlapped}: the record to pass to {@code ReadFile} or {@code WriteFile}; the same
   * one at every call (FWX-13). Set {@code Offset} and {@code OffsetHigh} before each I/O (FWX-19).
   *
   * @return the record, whose memory is the object's
   */
  public FwxResult<Overlapped> getOverlapped() {
    requireAlive("GetOverlapped");
    return FwxResult.of(record);
  }

  /**
   * {@code SetNotificationInterface}: stores who is told of the end of its I/O, and takes a
   * reference on it; the one on the interface before is released (FWX-70).
   *
   * @param target whose {@code completeAsyncIo} is called
   * @param userData passed to it as it is (FWX-15)
   * @return {@code FWX_E_INVALID_ARG} for null, {@code E_UNEXPECTED} while an I/O is in flight
   *     (FWX-74)
   */
  public HResult setNotificationInterface(@Nullable FwxExternalIoCompletion target, long userData) {
    requireAlive("SetNotificationInterface");
    if (target == null) {
      return HResult.FWX_E_INVALID_ARG;
    }
    noticeEnd();
    target.addRef();
    Notification next = new Notification(target, userData);
    Notification given; // whose reference is given back
    lock.lock();
    try {
      boolean inFlight = state == State.IN_FLIGHT;
      given = inFlight ? next : notification;
      if (!inFlight) {
        notification = next; // FWX-18
      }
    } finally {
      lock.unlock();
    }
    if (given != null) {
      given.target().release();
    }
    return given == next ? HResult.E_UNEXPECTED : HResult.S_OK;
  }

  @Override
  public FwxResult<FwxUnknown> queryInterface(Guid interfaceId) {
    requireAlive("QueryInterface");
    if (!interfaceId.equals(InterfaceIds.UNKNOWN) && !interfaceId.equals(InterfaceIds.OVERLAPPED)) {
      return FwxResult.failed(HResult.E_NOINTERFACE);
    }
    addRef();
    return FwxResult.of(this);
  }

  @Override
  public int addRef() {
    lock.lock();
    try {
      requireAlive("AddRef");
      filterReferences++;
      return total();
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code Release}: gives up one of the filter's own references. Within the callback that is legal
   * (FWX-68); while an I/O is in flight the object lives on, and strict mode reports it (FWX-71).
   */
  @Override
  public int release() {
    noticeEnd();
    int left;
    FileIo early = null;
    boolean notOwn;
    lock.lock();
    try {
      requireAlive("Release");
      notOwn = filterReferences == 0;
      if (!notOwn) {
        filterReferences--;
        early = filterReferences == 0 && state == State.IN_FLIGHT ? io : null;
      }
      left = total();
    } finally {
      lock.unlock();
    }
    if (notOwn) {
      service.strict().releasedWithoutReference(this);
    } else if (early != null) {
      service.strict().releasedInFlight(early);
    }
    destroyIfUnused();
    return left;
  }

  // ---- what the service does

  /** Its number among the service's objects, from 1. */
  long ordinal() {
    return ordinal;
  }

  Overlapped record() {
    return record;
  }

  /** {@return where its I/O stands now} */
  public State state() {
    noticeEnd();
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** References that the filter holds. */
  int filterReferences() {
    lock.lock();
    try {
      return filterReferences;
    } finally {
      lock.unlock();
    }
  }

  /** What it carries now. */
  @Nullable FileIo io() {
    lock.lock();
    try {
      return io;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Notification notification() {
    lock.lock();
    try {
      return notification;
    } finally {
      lock.unlock();
    }
  }

  /**
   * IDLE to IN_FLIGHT, with a reference on the object and on who is told (FWX-69).
   *
   * @return null, or the I/O that it is in use by (FWX-34)
   */
  @Nullable FileIo begin(FileIo next) {
    Notification told;
    lock.lock();
    try {
      requireAlive("ReadFile or WriteFile");
      FileIo current = io;
      if (current != null) {
        return current;
      }
      io = next;
      state = State.IN_FLIGHT;
      serviceReferences++;
      told = notification;
    } finally {
      lock.unlock();
    }
    if (told != null) {
      told.target().addRef();
    }
    next.notification(told);
    return null;
  }

  /** Its packet was taken: IN_FLIGHT to COMPLETING. */
  @Nullable FileIo completing() {
    lock.lock();
    try {
      if (io != null) {
        state = State.COMPLETING;
      }
      return io;
    } finally {
      lock.unlock();
    }
  }

  /** To IDLE: the body of the callback may use it for the next I/O (FWX-53). */
  void idle() {
    lock.lock();
    try {
      io = null;
      state = State.IDLE;
    } finally {
      lock.unlock();
    }
  }

  /** One more reference of the service's own. */
  void hold() {
    lock.lock();
    try {
      serviceReferences++;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up one reference of the service's own. */
  void letGo() {
    lock.lock();
    try {
      serviceReferences--;
    } finally {
      lock.unlock();
    }
    destroyIfUnused();
  }

  /** The service has ended: the memory goes, whoever still holds references. */
  void abandon() {
    lock.lock();
    try {
      filterReferences = 0;
      serviceReferences = 0;
    } finally {
      lock.unlock();
    }
    destroyIfUnused();
  }

  /** An I/O of the system's own that ends without a packet tells nobody (FWX-36, FWX-41). */
  private void noticeEnd() {
    service.files().settleUnseen(this);
  }

  private int total() {
    return filterReferences + serviceReferences;
  }

  private void requireAlive(String call) {
    lock.lock();
    try {
      if (gone) {
        throw new IllegalStateException(
            this
                + "::"
                + call
                + ": the object was released for the last time before (FWX-72); keep a reference"
                + " while it is used");
      }
    } finally {
      lock.unlock();
    }
  }

  private void destroyIfUnused() {
    Notification last;
    lock.lock();
    try {
      if (gone || total() > 0) {
        return;
      }
      gone = true;
      last = notification;
      notification = null;
    } finally {
      lock.unlock();
    }
    service.objects().forget(this);
    block.close();
    if (last != null) {
      last.target().release();
    }
  }

  @Override
  public String toString() {
    return "IFWXOverlapped #" + ordinal;
  }
}
