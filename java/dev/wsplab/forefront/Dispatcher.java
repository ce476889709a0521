package dev.wsplab.forefront;

import dev.wsplab.forefront.FwxOverlapped.Notification;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.ProviderEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Maps packets back to what they belong to, and calls the filter (FWX-50, FWX-51). Thread-safe; no
 * lock is held during a call.
 */
final class Dispatcher {
  private static final String COMPLETE_ASYNC_IO = "IFWXExternalIOCompletion::CompleteAsyncIO";
  private static final String COMPLETE_TASK = "IFWXTaskCompletion::CompleteTask";

  private record Task(FwxTaskCompletion target, long userData) {}

  private final FwxService service;
  private final Operations operations;
  private final Map<Long, Task> tasks = new ConcurrentHashMap<>();
  private final AtomicLong taskNumbers = new AtomicLong();
  private final ThreadLocal<@Nullable CallbackFrame> frames = new ThreadLocal<>();
  private final ThreadLocal<@Nullable Boolean> inside = new ThreadLocal<>();

  Dispatcher(FwxService service) {
    this.service = service;
    this.operations = service.operations();
  }

  /** The callback of file I/O that the calling thread is in. */
  @Nullable CallbackFrame frame() {
    return frames.get();
  }

  /** Whether the calling thread is in any callback of the service. */
  boolean isInside() {
    return inside.get() != null;
  }

  /** {@code PostTaskCompletion} (FWX-12). */
  void post(FwxTaskCompletion target, long userData) {
    target.addRef();
    long number = taskNumbers.incrementAndGet();
    tasks.put(number, new Task(target, userData));
    service.debts().owe();
    service.port().post(new Packet(Packet.TASK, number, 0, 0));
  }

  /** Calls back what a packet is about; false when it is about nothing that is called back. */
  boolean dispatch(Packet packet) {
    if (packet.key() == Packet.FILE) {
      return file(packet);
    }
    if (packet.key() == Packet.TASK) {
      return task(packet.overlapped());
    }
    return packet.key() == Packet.SOCKET && service.sockets().dispatch(packet);
  }

  // ---- files

  private boolean file(Packet packet) {
    FwxOverlapped object = service.objects().at(packet.overlapped());
    if (object == null) {
      return false; // a record of a stranger's: nobody to be told
    }
    FileIo io = object.completing();
    if (io == null) {
      return unseen(object, packet);
    }
    if (io.decide()) { // the system has carried it out
      io.file().remove(io);
      io.result(FileErrors.errorOf(packet.status()), packet.bytes());
      operations.completing(io.record(), io.error(), io.bytes(), service.port().value());
    }
    service.strict().ended(io);
    dequeued(packet, io.error(), io.bytes());
    object.idle(); // FWX-53
    Notification told = io.notification();
    if (told == null) {
      service.strict().noNotification(io); // FWX-74c
    } else {
      call(io, object, told);
    }
    object.letGo();
    service.settled(io);
    return told != null;
  }

  private void dequeued(Packet packet, int error, long bytes) {
    operations.dequeued(service.port().value(), packet.key(), packet.overlapped(), error, bytes);
  }

  private void call(FileIo io, FwxOverlapped object, Notification told) {
    boolean success = io.error() == 0;
    Strict.Unspecified unspecified = service.unspecified();
    int bytes = success ? io.bytes() : unspecified.bytes(); // FWX-23
    int error = success ? unspecified.error() : io.error(); // FWX-22
    frames.set(new CallbackFrame(io, error, bytes));
    try {
      tell(ProviderEvent.Step.CALLED, io, io.error(), io.bytes());
      int hresult =
          complete(
              COMPLETE_ASYNC_IO,
              io.record().address(),
              () -> told.target().completeAsyncIo(success, bytes, error, object, told.userData()));
      tell(ProviderEvent.Step.RETURNED, io, hresult, 0);
    } finally {
      frames.remove();
      release(told.target(), io.record().address());
    }
  }

  /** The end of an I/O that native code has started past us, on a handle of the system's own. */
  private boolean unseen(FwxOverlapped object, Packet packet) {
    dequeued(packet, FileErrors.errorOf(packet.status()), packet.bytes());
    Notification told = object.notification();
    if (told == null) {
      return false;
    }
    int error = FileErrors.errorOf(packet.status());
    Strict.Unspecified unspecified = service.unspecified();
    object.hold();
    told.target().addRef();
    try {
      complete(
          COMPLETE_ASYNC_IO,
          packet.overlapped(),
          () ->
              told.target()
                  .completeAsyncIo(
                      error == 0,
                      error == 0 ? packet.bytes() : unspecified.bytes(),
                      error == 0 ? unspecified.error() : error,
                      object,
                      told.userData()));
    } finally {
      release(told.target(), packet.overlapped());
      object.letGo();
    }
    return true;
  }

  private void tell(ProviderEvent.Step step, FileIo io, int error, long bytes) {
    if (operations.hasListeners()) {
      operations.provider(
          new ProviderEvent(
              step,
              "filter",
              COMPLETE_ASYNC_IO,
              io.file().token(),
              io.record().address(),
              error,
              bytes,
              System.nanoTime(),
              Thread.currentThread().getName()));
    }
  }

  // ---- tasks

  private boolean task(long number) {
    Task task = tasks.remove(number);
    if (task == null) {
      return false;
    }
    try {
      enter(COMPLETE_TASK, 0, () -> task.target().completeTask(task.userData()));
    } finally {
      release(task.target(), 0);
      service.settledTask();
    }
    return true;
  }

  // ---- any call into the filter

  /** A method of the filter's that returns an HRESULT. */
  @FunctionalInterface
  interface Call {
    /** Calls it. */
    int run();
  }

  /**
   * Calls the completion method of file I/O, which must return {@code S_OK} (FWX-26). Those of
   * sockets may return an error by a newer page (FWX-105), which has no effect.
   */
  private int complete(String method, long record, Call call) {
    return enter(
        method,
        record,
        () -> {
          int hresult = call.run();
          if (hresult != HResult.S_OK.value()) {
            service.strict().callbackFailed(method, hresult, record);
          }
          return hresult;
        });
  }

  /** Calls a method of the filter; what it throws is reported, and the thread goes on (FWX-27). */
  int enter(String method, long record, Call call) {
    Boolean before = inside.get();
    int sections = service.sections().open();
    inside.set(true);
    try {
      return call.run();
    } catch (Throwable thrown) {
      service.faulted(thrown);
      service.strict().callbackThrew(method, thrown, record);
      return HResult.E_UNEXPECTED.value();
    } finally {
      if (before == null) {
        inside.remove();
        int open = service.sections().closeAbove(sections);
        if (open > 0) {
          service.strict().sectionLeftOpen(open, record); // FWX-66
        }
      }
    }
  }

  /** Releases an object of the filter's, whose code may throw. */
  void release(FwxUnknown target, long record) {
    try {
      target.release();
    } catch (Throwable thrown) {
      service.faulted(thrown);
      service.strict().callbackThrew("IUnknown::Release", thrown, record);
    }
  }
}
