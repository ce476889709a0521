package dev.wsplab.cli;

import dev.wsplab.forefront.CountedObject;
import dev.wsplab.forefront.FileOptions;
import dev.wsplab.forefront.FwxExternalIoCompletion;
import dev.wsplab.forefront.FwxOverlapped;
import dev.wsplab.forefront.FwxService;
import dev.wsplab.forefront.HResult;
import dev.wsplab.forefront.InterfaceIds;
import dev.wsplab.forefront.IssueResult;
import dev.wsplab.forefront.OpenResult;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * The demo's filter: copies a file by several overlapped objects at once, each taking the next
 * block when it is done with one. Thread-safe, as the service calls it on several threads.
 */
@MustCall("close")
final class FileCopier implements AutoCloseable {
  /** How much is read at a time. */
  static final int BLOCK = 64 * 1024;

  private static final int END_OF_FILE = 38;

  private final FwxService service;
  private final List<Lane> lanes;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong callbacks = new AtomicLong();
  private final AtomicLong copied = new AtomicLong();
  private final AtomicReference<String> problem = new AtomicReference<>("");
  private final CountDownLatch running;
  private int source = -1;
  private int target = -1;

  @SuppressWarnings("nullness:methodref.receiver.bound") // lanes look at it once they are started
  FileCopier(FwxService service, int lanes) {
    this.service = service;
    this.running = new CountDownLatch(lanes);
    this.lanes = Stream.generate(this::lane).limit(lanes).toList();
  }

  private Lane lane() {
    return new Lane(service.firewall().createOverlapped().orThrow());
  }

  /** Opens the files, hooks them, and starts every lane. */
  void start(Path from, Path to) throws SetUpException {
    source = hooked(from, FileOptions.reading());
    target = hooked(to, FileOptions.writing());
    lanes.forEach(Lane::nextBlock);
  }

  private int hooked(Path path, FileOptions options) throws SetUpException {
    OpenResult opened = service.files().createFile(path, options);
    if (!opened.succeeded()) {
      throw new SetUpException(path + ": " + Win32Error.describe(opened.error()));
    }
    service.firewall().hookToCompletionPort(opened.handle());
    return opened.handle();
  }

  /** Waits until all is copied. */
  void await() throws InterruptedException {
    running.await();
  }

  /** Lets go of everything; all is copied. */
  void finish() {
    lanes.forEach(lane -> lane.overlapped.release());
    service.files().closeHandle(source);
    service.files().closeHandle(target);
  }

  /** How many bytes were written so far. */
  long copied() {
    return copied.get();
  }

  long callbacks() {
    return callbacks.get();
  }

  /** What went wrong, or "". */
  String problem() {
    return problem.get();
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.room.close());
  }

  /** One overlapped object with its buffer; one I/O at a time, so its fields need no lock. */
  private final class Lane extends CountedObject implements FwxExternalIoCompletion {
    @SuppressWarnings("builder:required.method.not.called") // FileCopier.close() frees it
    private final NativeBlock room = NativeBlock.allocate(BLOCK);

    private final FwxOverlapped overlapped;
    private long position;
    private int have;
    private int written;
    private boolean reading;

    @SuppressWarnings("nullness:argument") // it is called once an I/O was started
    Lane(FwxOverlapped overlapped) {
      super("lane", InterfaceIds.EXTERNAL_IO_COMPLETION);
      this.overlapped = overlapped;
      overlapped.setNotificationInterface(this, 0);
    }

    void nextBlock() {
      position = next.getAndAdd(BLOCK);
      have = 0;
      written = 0;
      reading = true;
      issue();
    }

    private void issue() {
      int done = reading ? have : written;
      long at = position + done;
      Overlapped record = overlapped.getOverlapped().orThrow();
      record.storeOffsets((int) at, (int) (at >>> 32));
      IssueResult result =
          reading
              ? service.files().readFile(source, room.address() + done, BLOCK - done, record)
              : service.files().writeFile(target, room.address() + done, have - done, record);
      if (!result.accepted()) {
        failed(result.error()); // no callback comes; in all other cases it may have come already
      }
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped carrier, long userData) {
      callbacks.incrementAndGet();
      if (success) {
        moved(bytes);
      } else {
        failed(error);
      }
      return HResult.S_OK.value();
    }

    private void moved(int bytes) {
      if (reading) {
        have += bytes;
        reading = have < BLOCK; // a short count is no end
      } else {
        written += bytes;
        copied.addAndGet(bytes);
      }
      if (!reading && written == have) {
        nextBlock();
      } else {
        issue();
      }
    }

    private void failed(int error) {
      if (reading && error == END_OF_FILE) {
        reading = false;
        if (have > 0) {
          issue();
          return;
        }
      } else {
        problem.compareAndSet("", Win32Error.describe(error));
      }
      running.countDown();
    }
  }
}
