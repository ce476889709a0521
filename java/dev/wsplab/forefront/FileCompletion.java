package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;

/** How an I/O of an emulated file, or one that met a fault, ends. Thread-safe. */
final class FileCompletion {
  private final FwxService service;
  private final Operations operations;

  FileCompletion(FwxService service) {
    this.service = service;
    this.operations = service.operations();
  }

  /**
   * It has ended: writes the record, then queues the packet (FWX-88). Does nothing when it has
   * ended already.
   *
   * @param queued whether a packet may be queued: not after a success at once with skip-on-success
   *     (FWX-36)
   */
  void complete(FileIo io, int error, int bytes, boolean queued) {
    if (!io.decide()) {
      return;
    }
    io.file().remove(io);
    io.result(error, bytes);
    boolean packet = queued && io.expectsPacket();
    publish(io, error, bytes, packet ? service.port().value() : 0);
    Operation operation = io.operation();
    if (operation != null) {
      operations.notified(operation, packet);
    }
    if (packet) {
      service
          .port()
          .post(new Packet(Packet.FILE, io.record().address(), FileErrors.statusOf(error), bytes));
    } else {
      endUnseen(io);
    }
  }

  /** It was not started: no callback comes, and the object is idle (FWX-38). */
  IssueResult refuse(FileIo io, int error) {
    if (io.decide()) {
      io.file().remove(io);
      store(io.record(), error, 0);
      Operation operation = io.operation();
      if (operation != null) {
        operations.failed(operation, error);
      }
      giveBack(io);
    }
    return IssueResult.failed(error);
  }

  /** It has ended, and no callback comes. */
  void endUnseen(FileIo io) {
    service.strict().ended(io);
    giveBack(io);
  }

  private void giveBack(FileIo io) {
    FwxOverlapped object = io.object();
    if (object != null) {
      object.idle();
      object.letGo();
      FwxOverlapped.Notification told = io.notification();
      if (told != null) {
        told.target().release();
      }
    }
    service.settled(io);
  }

  private void publish(FileIo io, int error, int bytes, long port) {
    operations.completing(io.record(), error, bytes, port);
    store(io.record(), error, bytes);
    if (io.event() != 0) {
      Kernel.get().events().set(new EventHandle(io.event()));
    }
  }

  private static void store(Overlapped record, int error, int bytes) {
    try {
      record.publish(Integer.toUnsignedLong(bytes), FileErrors.statusOf(error));
    } catch (AccessViolationException e) {
      // A record of the filter's own, freed meanwhile: there is nobody to tell.
      return;
    }
  }
}
