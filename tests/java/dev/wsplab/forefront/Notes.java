package dev.wsplab.forefront;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A notification object that notes every call, and then does something. */
final class Notes extends CountedObject implements FwxExternalIoCompletion {
  static final int OK = HResult.S_OK.value();

  /** What it was told. */
  record Call(
      boolean success,
      int bytes,
      int error,
      FwxOverlapped overlapped,
      long userData,
      Thread thread) {}

  private final List<Call> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Call> fresh = new LinkedBlockingQueue<>();
  private final Consumer<Call> then;

  Notes() {
    this(call -> {});
  }

  Notes(Consumer<Call> then) {
    super("notes", InterfaceIds.EXTERNAL_IO_COMPLETION);
    this.then = then;
  }

  @Override
  public int completeAsyncIo(
      boolean success,
      int numberOfBytesTransfered,
      int win32ErrorCode,
      FwxOverlapped overlapped,
      long userData) {
    Call call =
        new Call(
            success,
            numberOfBytesTransfered,
            win32ErrorCode,
            overlapped,
            userData,
            Thread.currentThread());
    all.add(call);
    try {
      then.accept(call);
    } finally {
      fresh.add(call);
    }
    return OK;
  }

  List<Call> all() {
    return List.copyOf(all);
  }

  Call only() {
    if (all.size() != 1) {
      throw new AssertionError("one call was expected, there were " + all);
    }
    return all.get(0);
  }

  /** Waits for the next call to return. */
  Call next() {
    try {
      Call call = fresh.poll(20, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("no callback within 20 s; so far: " + all);
      }
      return call;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
