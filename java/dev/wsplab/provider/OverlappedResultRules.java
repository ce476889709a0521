package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.WaitInterruptedException;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Waits;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedState;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The decision table of {@code WSPGetOverlappedResult} (sheet, section 4), for providers that have
 * found their socket valid; row 1 of the table, a socket that is not, is the provider's own.
 *
 * <p>The state is decided by {@code Internal} and not by the event (GOR-8). The query changes
 * nothing, so it may be repeated until the structure is used again (GOR-12). Thread-safe.
 */
public final class OverlappedResultRules {
  private static final int INFINITE = -1;

  private final Waits waits;
  private final boolean system;

  /**
   * Makes the rules for handles of {@code WPUCreateSocketHandle}: error and flags stand in {@code
   * OffsetHigh} and {@code Offset}.
   *
   * @param waits how to wait for an event
   */
  public OverlappedResultRules(Waits waits) {
    this(waits, false);
  }

  private OverlappedResultRules(Waits waits, boolean system) {
    this.waits = waits;
    this.system = system;
  }

  /**
   * Makes the rules for system handles: {@code Offset} and {@code OffsetHigh} are the client's, and
   * the status tells all (GOR-15).
   *
   * @param waits how to wait for an event
   * @return the rules
   */
  public static OverlappedResultRules ofSystem(Waits waits) {
    return new OverlappedResultRules(waits, true);
  }

  /**
   * Answers a result query.
   *
   * @param overlapped the client's structure; null gives {@code WSAEINVAL} (row 2), memory that
   *     cannot be read {@code WSAEFAULT}
   * @param wait {@code fWait}: wait on its event, not alertably (GOR-14), while it is pending
   * @return what the query returns to its caller
   * @throws WaitInterruptedException when the waiting thread is interrupted; the request goes on
   */
  public OverlappedResult query(@Nullable Overlapped overlapped, boolean wait) {
    if (overlapped == null) {
      return OverlappedResult.failed(WsaError.WSAEINVAL);
    }
    try {
      return decide(overlapped, wait);
    } catch (AccessViolationException e) {
      return OverlappedResult.failed(WsaError.WSAEFAULT);
    }
  }

  /** Rows 3 to 10; a finished request never waits, even for a nonsignalled event (GOR-7, GOR-8). */
  private OverlappedResult decide(Overlapped overlapped, boolean wait) {
    OverlappedWords words = overlapped.words();
    if (isFinished((int) words.internal())) {
      return finished(words, system);
    }
    return wait ? afterWait(overlapped) : OverlappedResult.failed(WsaError.WSA_IO_INCOMPLETE);
  }

  /**
   * Tells whether a request has finished (GOR-8).
   *
   * @param ntStatus the low 32 bits of {@code Internal}
   * @return whether the status is a final one
   */
  public static boolean isFinished(int ntStatus) {
    return OverlappedState.of(ntStatus) != OverlappedState.PENDING;
  }

  /**
   * {@return the error of a finished request (GOR-15): {@code OffsetHigh}, or what the status says
   * when that is 0} Of a system handle, the status says it alone: give 0. A status that still is
   * 0x103 after a successful wait is no error (GOR-10, WIN-35).
   *
   * @param ntStatus the low 32 bits of {@code Internal}
   * @param offsetHigh the provider's Winsock error
   */
  public static int errorOf(int ntStatus, int offsetHigh) {
    if (offsetHigh != 0) {
      return offsetHigh;
    }
    return ntStatus >= 0 ? 0 : WsaStatus.errorOf(ntStatus);
  }

  /**
   * Rows 3 and 4, also the end of rows 8 to 10: the byte count is cut to 32 bits (GOR-11), flags
   * are told (DEC-5). No look at the socket is needed.
   *
   * @param words of a structure whose request has finished
   * @param system whether the request was one of a system handle
   */
  static OverlappedResult finished(OverlappedWords words, boolean system) {
    int status = (int) words.internal();
    int error = errorOf(status, system ? 0 : words.offsetHigh());
    int flags = system ? WsaStatus.flagsOf(status) : words.offset();
    return error == 0
        ? OverlappedResult.done((int) words.internalHigh(), flags)
        : OverlappedResult.finishedWith(error, flags);
  }

  /**
   * Rows 6 to 10: one wait on the event with its low bit masked (GOR-7), never a second one
   * (GOR-10).
   */
  private OverlappedResult afterWait(Overlapped overlapped) {
    EventHandle event = overlapped.event();
    if (event.equals(EventHandle.NULL) || !waitFor(event)) {
      return OverlappedResult.failed(WsaError.WSA_INVALID_HANDLE);
    }
    return finished(overlapped.words(), system);
  }

  private boolean waitFor(EventHandle event) {
    WaitResult result = waits.waitForSingleObject(event, INFINITE, false);
    return result.returnValue() == Winsock2.WSA_WAIT_EVENT_0;
  }
}
