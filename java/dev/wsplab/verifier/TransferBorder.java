package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Follows the calls of the five overlapped functions at the border of every provider, and lends
 * each a private copy of its {@code WSABUF} array. A structure that a layer passes on untouched is
 * under way at both borders, and finishes at both when anybody says so. Extension functions are not
 * followed: their calls pass the border by. Thread-safe.
 */
final class TransferBorder implements ProviderInterceptor {
  private final List<TransferListener> listeners;
  private final Map<Long, Queue<Transfer>> underWay = new ConcurrentHashMap<>();

  TransferBorder(List<TransferListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new TransferProvider(this, name, provider);
  }

  /**
   * Whether a provider has operations pending on a socket that it must complete itself. One whose
   * structure the client has freed cannot be completed (OVL-6).
   */
  boolean hasPending(ServiceProvider origin, SocketHandle s) {
    return underWay.values().stream()
        .flatMap(Queue::stream)
        .anyMatch(
            t ->
                t.origin() == origin
                    && t.socket().equals(s)
                    && !t.hasRoutine()
                    && t.isPending()
                    && t.hasStructure());
  }

  /** A call is about to be made. */
  Transfer starting(
      String provider,
      ServiceProvider origin,
      WspFunction function,
      SocketHandle s,
      int flags,
      @Nullable Overlapped overlapped,
      boolean routine,
      @Nullable WsaBuffers given) {
    WsaBuffers buffers = given == null ? null : captured(given);
    BufferLoan loan = buffers == null ? null : new BufferLoan(buffers);
    Transfer transfer =
        new Transfer(provider, origin, function, s, flags, overlapped, routine, buffers, loan);
    if (overlapped != null) {
      underWay.compute(overlapped.address(), (address, before) -> with(before, transfer));
    }
    listeners.forEach(listener -> listener.starting(transfer));
    return transfer;
  }

  private static Queue<Transfer> with(@Nullable Queue<Transfer> before, Transfer transfer) {
    Queue<Transfer> transfers = before == null ? new ConcurrentLinkedQueue<>() : before;
    // One that was never finished and whose structure is in use again: nothing more is heard of it.
    transfers.removeIf(t -> t.origin() == transfer.origin());
    transfers.add(transfer);
    return transfers;
  }

  /** Null for an array that cannot be read: the provider is to find out itself. */
  private static @Nullable WsaBuffers captured(WsaBuffers given) {
    try {
      return given.capture();
    } catch (AccessViolationException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Its call has returned. */
  void returned(Transfer transfer, TransferResult result) {
    BufferLoan loan = transfer.loan();
    if (loan != null) {
      loan.recall();
    }
    if (result.isPending()) {
      transfer.pended();
    }
    listeners.forEach(listener -> listener.returned(transfer, result));
    if (result.succeeded() || result.isTruncated()) {
      forget(transfer);
      finish(transfer, result.errno(), Integer.toUnsignedLong(result.bytes()));
    } else if (!result.isPending()) {
      forget(transfer);
      listeners.forEach(listener -> listener.failed(transfer));
    }
  }

  /** An exception left the call. */
  void thrown(Transfer transfer) {
    BufferLoan loan = transfer.loan();
    if (loan != null) {
      loan.recall();
    }
    forget(transfer);
    listeners.forEach(listener -> listener.failed(transfer));
  }

  /** Somebody says that what uses this structure has finished. */
  void finished(long overlapped, int error, long bytes) {
    Queue<Transfer> transfers = underWay.remove(overlapped);
    if (transfers != null) {
      transfers.forEach(transfer -> finish(transfer, error, bytes));
    }
  }

  private void finish(Transfer transfer, int error, long bytes) {
    if (transfer.finish()) {
      listeners.forEach(listener -> listener.finished(transfer, error, bytes));
    }
  }

  private void forget(Transfer transfer) {
    Overlapped overlapped = transfer.overlapped();
    if (overlapped != null) {
      underWay.computeIfPresent(
          overlapped.address(),
          (address, transfers) -> {
            transfers.remove(transfer);
            return transfers.isEmpty() ? null : transfers;
          });
    }
  }
}
