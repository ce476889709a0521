package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A correct filter: copies a file by several objects at once. Each takes the next block, reads all
 * of it, short counts or not, writes all of it, and goes on. What fails is issued again.
 */
final class CopyFilter implements AutoCloseable {
  private final FwxService service;
  private final int step;
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private final List<Lane> lanes = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private int from;
  private int to;

  CopyFilter(FwxService service, int lanes, int step) {
    this.service = service;
    this.step = step;
    for (int i = 0; i < lanes; i++) {
      this.lanes.add(new Lane());
    }
  }

  CountDownLatch copy(Path source, Path target) {
    return copy(
        service.files().createFile(source, FileOptions.reading()).orThrow(),
        service.files().createFile(target, FileOptions.writing()).orThrow());
  }

  CountDownLatch copy(MemoryFile source, MemoryFile target) {
    return copy(
        service.files().createFile(source, FileOptions.reading()).orThrow(),
        service.files().createFile(target, FileOptions.writing()).orThrow());
  }

  private CountDownLatch copy(int source, int target) {
    from = source;
    to = target;
    service.firewall().hookToCompletionPort(from);
    service.firewall().hookToCompletionPort(to);
    running.set(lanes.size());
    lanes.forEach(Lane::nextBlock);
    return done;
  }

  Queue<String> failures() {
    return failures;
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  /** Releases everything; nothing is in flight any more. */
  void finish() {
    lanes.forEach(lane -> lane.object.release());
    service.files().closeHandle(from);
    service.files().closeHandle(to);
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.room.close());
  }

  /** One object with its buffer; one I/O at a time. */
  private final class Lane extends CountedObject implements FwxExternalIoCompletion {
    private final NativeBlock room = NativeBlock.allocate(step);
    private final FwxOverlapped object = service.firewall().createOverlapped().orThrow();
    private long start;
    private int have;
    private int written;
    private boolean reading;

    Lane() {
      super("lane", InterfaceIds.EXTERNAL_IO_COMPLETION);
      object.setNotificationInterface(this, 7);
    }

    void nextBlock() {
      start = next.getAndAdd(step);
      have = 0;
      written = 0;
      reading = true;
      issue();
    }

    private void issue() {
      while (true) {
        IssueResult result =
            reading
                ? service
                    .files()
                    .readFile(
                        from, room.address() + have, step - have, Bench.at(object, start + have))
                : service
                    .files()
                    .writeFile(
                        to,
                        room.address() + written,
                        have - written,
                        Bench.at(object, start + written));
        if (result.accepted()) {
          return; // the callback comes, and may be over already
        }
        if (reading && result.error() == 38) {
          endOfFile();
          return;
        }
        if (result.error() != 1117) {
          failures.add("issue: " + result);
          end();
          return;
        }
      }
    }

    @Override
    public int completeAsyncIo(
        boolean success, int bytes, int error, FwxOverlapped overlapped, long userData) {
      if (overlapped != object || userData != 7) {
        failures.add("somebody else's callback");
      }
      if (success) {
        advance(bytes);
      } else if (reading && error == 38) {
        endOfFile();
      } else if (error == 1117) {
        issue(); // the disk said no: once more
      } else {
        failures.add("callback: error " + error);
        end();
      }
      return HResult.S_OK.value();
    }

    private void advance(int bytes) {
      if (reading) {
        have += bytes;
        reading = have < step;
      } else {
        written += bytes;
      }
      if (!reading && written == have) {
        nextBlock();
      } else {
        issue();
      }
    }

    private void endOfFile() {
      reading = false;
      if (have > 0) {
        issue();
      } else {
        end();
      }
    }

    private void end() {
      if (running.decrementAndGet() == 0) {
        done.countDown();
      }
    }
  }
}
