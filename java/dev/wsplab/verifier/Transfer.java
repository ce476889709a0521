package dev.wsplab.verifier;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.concurrent.atomic.AtomicBoolean;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One call of an overlapped function of one provider, from the call to the moment at which the
 * provider says that it has finished. Thread-safe.
 */
final class Transfer {
  private final String provider;
  private final ServiceProvider origin;
  private final WspFunction function;
  private final SocketHandle socket;
  private final int flags;
  private final @Nullable Overlapped overlapped;
  private final boolean routine;
  private final @Nullable WsaBuffers buffers;
  private final @Nullable BufferLoan loan;
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile boolean pending;

  /**
   * A call that is about to be made.
   *
   * @param provider its name in reports
   * @param origin the provider itself
   * @param buffers the client's buffers, captured; null for those that cannot be, and for none
   * @param loan what the provider gets instead of them, or null
   */
  Transfer(
      String provider,
      ServiceProvider origin,
      WspFunction function,
      SocketHandle socket,
      int flags,
      @Nullable Overlapped overlapped,
      boolean routine,
      @Nullable WsaBuffers buffers,
      @Nullable BufferLoan loan) {
    this.provider = provider;
    this.origin = origin;
    this.function = function;
    this.socket = socket;
    this.flags = flags;
    this.overlapped = overlapped;
    this.routine = routine;
    this.buffers = buffers;
    this.loan = loan;
  }

  String provider() {
    return provider;
  }

  ServiceProvider origin() {
    return origin;
  }

  WspFunction function() {
    return function;
  }

  SocketHandle socket() {
    return socket;
  }

  int flags() {
    return flags;
  }

  @Nullable Overlapped overlapped() {
    return overlapped;
  }

  boolean hasRoutine() {
    return routine;
  }

  @Nullable WsaBuffers buffers() {
    return buffers;
  }

  @Nullable BufferLoan loan() {
    return loan;
  }

  boolean receives() {
    return function == WspFunction.WSP_RECV || function == WspFunction.WSP_RECV_FROM;
  }

  /** Its call returned {@code WSA_IO_PENDING}. */
  void pended() {
    pending = true;
  }

  /** Whether its call has said that it is pending and nothing has finished it since. */
  boolean isPending() {
    return pending && !finished.get();
  }

  /** Whether its structure can be read; false once the client has freed it. */
  boolean hasStructure() {
    if (overlapped == null) {
      return false;
    }
    try {
      overlapped.internal();
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }

  /**
   * Whether its provider has ended it, and nobody has heard of that: a cleanup does so (DEC-13).
   */
  boolean isEndedUntold() {
    if (overlapped == null || !isPending()) {
      return false;
    }
    try {
      return !overlapped.isPending();
    } catch (AccessViolationException e) {
      return false; // freed: nobody can tell
    }
  }

  /** Whether it has finished. */
  boolean isFinished() {
    return finished.get();
  }

  /** It has finished; true for the first one who says so. */
  boolean finish() {
    return finished.compareAndSet(false, true);
  }

  /** Room of the client's buffers in bytes. */
  long room() {
    return buffers == null ? 0 : buffers.totalLength();
  }

  @Override
  public String toString() {
    return function.winsockName()
        + " on socket "
        + socket.value()
        + (overlapped == null ? "" : " with " + overlapped);
  }
}
