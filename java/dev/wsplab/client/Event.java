package dev.wsplab.client;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import org.checkerframework.checker.mustcall.qual.MustCall;

/** An event object, to be put into {@code hEvent} of a structure or waited for. Thread-safe. */
@MustCall("close")
public final class Event implements AutoCloseable {
  private final Kernel32 kernel32;
  private final EventHandle handle;

  /**
   * Makes an event.
   *
   * @throws WinsockException {@code WSA_NOT_ENOUGH_MEMORY}
   */
  public Event(Kernel32 kernel32, boolean manualReset, boolean initialState) {
    this.kernel32 = kernel32;
    this.handle = kernel32.createEvent(manualReset, initialState);
    if (handle.value() == 0) {
      throw new WinsockException("CreateEvent", WsaError.WSA_NOT_ENOUGH_MEMORY.code());
    }
  }

  /** Returns the handle. */
  public EventHandle handle() {
    return handle;
  }

  /** Puts the event into a structure: completion sets it. */
  public void attachTo(Overlapped overlapped) {
    overlapped.storeEvent(handle.value());
  }

  /**
   * Puts the event into a structure with bit 0 set: completion sets it and queues no packet
   * (IOCP-EVT-3).
   */
  public void attachWithoutPacketTo(Overlapped overlapped) {
    overlapped.storeEvent(handle.value() | 1);
  }

  /** Signals it. */
  public void set() {
    kernel32.setEvent(handle).orThrow("SetEvent");
  }

  /** Makes it nonsignalled. */
  public void reset() {
    kernel32.resetEvent(handle).orThrow("ResetEvent");
  }

  /**
   * Waits until it is signalled; not alertable.
   *
   * @param timeout 0 or more; more than 24 days count as 24 days
   * @return false when the time is over
   * @throws IllegalArgumentException when the time is negative
   */
  public boolean await(Duration timeout) {
    WaitResult result = kernel32.waitForSingleObjectEx(handle, Timeouts.millis(timeout), false);
    if (result.returnValue() == Win32Error.WAIT_TIMEOUT.code()) {
      return false;
    }
    if (result.returnValue() != 0) {
      throw new WinsockException("WaitForSingleObject", result.error());
    }
    return true;
  }

  /** Closes the handle. A second call does nothing. */
  @Override
  public void close() {
    kernel32.closeHandle(handle);
  }
}
