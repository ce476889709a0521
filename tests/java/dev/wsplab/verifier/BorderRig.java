package dev.wsplab.verifier;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.TransferResult;
import java.time.Duration;
import java.util.List;

/** The border of a provider that is not there: a test says what the provider would say. */
final class BorderRig implements AutoCloseable {
  final SocketHandle socket = new SocketHandle(4);
  final Violations violations = new Violations();
  final OperationWatch watch;
  final Border border = new Border("provider", false);
  final OverlappedBlock structures = OverlappedBlock.allocate(4);
  private final long owner = Kernel.get().newOwner();

  BorderRig() {
    this(Duration.ZERO);
  }

  BorderRig(Duration grace) {
    this.watch = new OperationWatch(violations, grace);
  }

  Overlapped structure(int index) {
    return structures.overlapped(index);
  }

  EventHandle event(boolean manualReset, boolean set) {
    return Kernel.get().events().create(owner, manualReset, set);
  }

  boolean isSet(EventHandle event) {
    return Kernel.get().waits().waitForSingleObject(event, 0, false).returnValue() == 0;
  }

  /** A receive is about to reach the provider. */
  BorderOperation begin(Overlapped structure) {
    return begin(border, structure, false);
  }

  BorderOperation beginWithRoutine(Overlapped structure) {
    return begin(border, structure, true);
  }

  BorderOperation begin(Border at, Overlapped structure, boolean routine) {
    return watch.starts().begin(at, "WSPRecv", socket, structure, routine, null);
  }

  /** A receive that pends. */
  BorderOperation pend(Overlapped structure) {
    return returned(begin(structure), TransferResult.PENDING);
  }

  BorderOperation pendWithRoutine(Overlapped structure) {
    return returned(beginWithRoutine(structure), TransferResult.PENDING);
  }

  /** The starting call returns. */
  BorderOperation returned(BorderOperation operation, TransferResult result) {
    if (result.isPending()) {
      operation.structure().markPending();
    }
    watch
        .starts()
        .returned(
            operation,
            new StartChecks.Returned(
                result.succeeded(),
                result.isPending(),
                result.errno(),
                result.bytes(),
                result.flags()));
    return operation;
  }

  /** The provider calls WPUCompleteOverlappedRequest, with what belongs into the structure. */
  void complete(BorderOperation operation, int error, int bytes) {
    operation.structure().storeOffsets(0, error);
    watch.completions().completing(border, operation.socket(), operation.structure(), error, bytes);
  }

  /** The provider of a system handle says that an operation has ended well. */
  void completeSystem(BorderOperation operation, int bytes) {
    watch
        .completions()
        .completing(
            border,
            new SystemCompletion(
                operation.socket(), operation.structure(), 0, bytes, 0, false, null, null));
  }

  List<Violation> found() {
    return violations.all();
  }

  /** What was found, in few words and in the order of finding. */
  List<String> what() {
    return found().stream().map(Violation::what).toList();
  }

  @Override
  public void close() {
    structures.close();
    Kernel.get().closeAll(owner);
  }
}
