package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Held;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How an I/O begins. Thread-safe. */
final class FileIssue {
  private record Ended(int error, int bytes) {}

  private final FwxService service;
  private final FileCompletion completion;
  private final Operations operations;
  private final AtomicLong ordinals = new AtomicLong();

  FileIssue(FwxService service, FileCompletion completion) {
    this.service = service;
    this.completion = completion;
    this.operations = service.operations();
  }

  /** {@code ReadFile} and {@code WriteFile}: misuse gives a Win32 number (FWX-74a). */
  IssueResult issue(
      OperationKind kind, @Nullable FileObject file, FileIo.Memory memory, Overlapped record) {
    if (file == null || file.isClosed()) {
      return IssueResult.failed(FileErrors.INVALID_HANDLE);
    }
    FileOptions options = file.options();
    if (kind == OperationKind.READ_FILE ? !options.read() : !options.write()) {
      return IssueResult.failed(FileErrors.ACCESS_DENIED);
    }
    if (!options.overlapped() || memory.length() < 0) {
      return IssueResult.failed(FileErrors.INVALID_PARAMETER);
    }
    if (service.isStopping()) {
      return IssueResult.failed(FileErrors.OPERATION_ABORTED);
    }
    FwxOverlapped object = service.objects().at(record.address());
    if (object == null && file.isHooked()) {
      service.strict().foreignRecord(file, record.address());
      return IssueResult.failed(FileErrors.INVALID_PARAMETER); // FWX-8
    }
    long position;
    long event;
    try {
      position = Strict.positionIn(record.offset(), record.offsetHigh()); // FWX-43, FWX-89
      event = record.hEvent();
    } catch (AccessViolationException e) {
      return IssueResult.failed(FileErrors.NOACCESS);
    }
    if (position < 0) {
      return IssueResult.failed(FileErrors.INVALID_PARAMETER);
    }
    FileIo io =
        new FileIo(kind, file, record, object, memory, position, ordinals.incrementAndGet());
    io.signals(event, file.isHooked() && object != null);
    return accept(io);
  }

  private IssueResult accept(FileIo io) {
    IoFault fault = service.faultPlan().faultFor(request(io));
    FwxOverlapped object = io.object();
    NativeBlock block = io.block();
    if (block != null) {
      block.hold(); // released with the operation
    }
    if (object != null) {
      settleUnseen(object);
      FileIo current = object.begin(io);
      if (current != null) {
        if (block != null) {
          block.release();
        }
        service.strict().recordInUse(current, io);
        return IssueResult.failed(FileErrors.INVALID_PARAMETER); // FWX-34
      }
    }
    if (io.expectsPacket()) {
      service.debts().owe();
    }
    CallbackFrame frame = service.dispatcher().frame();
    if (frame != null) {
      service.strict().reissued(frame, io);
    }
    if (!io.file().isHooked()) {
      service.strict().neverHooked(io); // FWX-74b
    }
    service.strict().started(io);
    return begin(io, fault);
  }

  private static IoRequest request(FileIo io) {
    FileObject file = io.file();
    return new IoRequest(
        io.kind(), file.token(), io.ordinal(), file.nextOrdinal(), io.position(), io.length());
  }

  private IssueResult begin(FileIo io, IoFault fault) {
    NativeBlock block = io.block();
    Held held = Held.of(io, block == null ? Held.nothing() : block::release, 0);
    io.delay(fault.delay());
    Operation operation =
        operations.start(io.kind(), new SocketHandle(io.file().token()), io.record(), false, held);
    io.operation(operation);
    if (!io.file().store().isSystems() || fault.hold() || fault.error() != 0) {
      io.markPending();
    }
    io.file().add(io);
    if (fault.error() != 0 && fault.atIssue()) {
      return completion.refuse(io, fault.error());
    }
    if (fault.hold()) {
      io.held(Math.min(io.length(), fault.most()));
      operations.pended(operation);
      abortIfClosed(io); // its handle may have been closed meanwhile, by who did not see it
      return IssueResult.PENDING;
    }
    if (fault.error() != 0) {
      completion.complete(io, fault.error(), 0, true);
      operations.pended(operation);
      return IssueResult.PENDING;
    }
    IssueResult result = launch(io, Math.min(io.length(), fault.most()), fault.atIssue());
    if (!result.returnValue() && result.accepted()) {
      operations.pended(operation);
    }
    abortIfClosed(io);
    return result;
  }

  private void abortIfClosed(FileIo io) {
    if (io.file().isClosed() && !io.file().store().isSystems()) {
      completion.complete(io, FileErrors.OPERATION_ABORTED, 0, true);
    }
  }

  private IssueResult launch(FileIo io, int length, boolean atOnce) {
    if (io.file().store().isSystems()) {
      return launchInSystem(io, length);
    }
    boolean mayRefuse = io.isRead() && service.endOfFile() == EndOfFile.AT_ISSUE;
    if (!atOnce && !mayRefuse) {
      io.file()
          .store()
          .start(io, length, true, (error, bytes) -> completion.complete(io, error, bytes, true));
      return IssueResult.PENDING; // FWX-37
    }
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    io.file()
        .store()
        .start(io, length, true, (error, bytes) -> ended.complete(new Ended(error, bytes)));
    Ended result = ended.join();
    if (mayRefuse && result.error() == FileErrors.HANDLE_EOF) {
      return completion.refuse(io, FileErrors.HANDLE_EOF); // FWX-39
    }
    boolean success = atOnce && result.error() == 0;
    boolean queued = !success || !io.file().skipsOnSuccess(); // FWX-36
    if (success) {
      io.returnsTrue();
      operations.succeeded(operationOf(io), result.bytes());
    }
    completion.complete(io, result.error(), result.bytes(), queued);
    return success ? IssueResult.TRUE : IssueResult.PENDING;
  }

  private IssueResult launchInSystem(FileIo io, int length) {
    int error = io.file().store().start(io, length, true, (ignored, bytes) -> {});
    if (error == FileErrors.IO_PENDING) {
      return IssueResult.PENDING;
    }
    if (error != 0) {
      return completion.refuse(io, error);
    }
    io.returnsTrue();
    boolean queues = io.expectsPacket() && !io.file().skipsOnSuccess();
    if (!queues) {
      settle(io);
    }
    return IssueResult.TRUE;
  }

  /** Starts an I/O that a fault plan held back; its issue has returned 997 long since. */
  void startHeld(FileIo io) {
    if (!io.unhold()) {
      return;
    }
    if (!io.file().store().isSystems()) {
      io.file()
          .store()
          .start(
              io,
              io.heldLength(),
              true,
              (error, bytes) -> completion.complete(io, error, bytes, true));
      abortIfClosed(io);
      return;
    }
    int error = io.file().store().start(io, io.heldLength(), true, (ignored, bytes) -> {});
    if (error != FileErrors.IO_PENDING && (error != 0 || io.file().skipsOnSuccess())) {
      int bytes = error == 0 ? (int) io.record().internalHigh() : 0;
      completion.complete(
          io, error, bytes, true); // the system queues nothing, and a packet is owed
    }
  }

  /** What the system ends without a packet is noticed when the object is used again. */
  void settleUnseen(FwxOverlapped object) {
    FileIo last = object.io();
    if (last != null
        && last.file().store().isSystems()
        && !last.expectsPacket()
        && !last.isHeld()
        && !last.record().isPending()) {
      settle(last);
    }
  }

  /** An I/O of the system's that has ended without a packet: only the books are to be closed. */
  void settle(FileIo io) {
    if (!io.decide()) {
      return;
    }
    io.file().remove(io);
    int error = FileErrors.errorOf(io.record().internal());
    int bytes = (int) io.record().internalHigh();
    io.result(error, bytes);
    operations.completing(io.record(), error, bytes, 0);
    operations.notified(operationOf(io), false);
    completion.endUnseen(io);
  }

  private static Operation operationOf(FileIo io) {
    Operation operation = io.operation();
    if (operation == null) {
      throw new IllegalStateException(io + " was not entered");
    }
    return operation;
  }
}
