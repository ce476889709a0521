package dev.wsplab.client;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import java.time.Duration;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * An event object, to be put into {@code hEvent} of a structure or waited for: {@link Kernel32}
 * without handles and error numbers. Every call throws {@link WinsockException} with Win32's
 * number, which is 6 after {@link #close}. It has to live as long as operations that name it.
 * Thread-safe.
 */
@MustCall("close")
public final class Event implements AutoCloseable {
  private final Kernel32 kernel32;
  private final EventHandle handle;

  /**
   * Makes an event.
   *
   * @param kernel32 makes the event
   * @param manualReset whether it stays signalled until {@link #reset}; else one wait takes it
   * @param initialState whether it begins signalled
   * @throws WinsockException 8 when memory is short, 1816 when handles are
   */
  public Event(Kernel32 kernel32, boolean manualReset, boolean initialState) {
    this.kernel32 = kernel32;
    try {
      this.handle = kernel32.newEvent(manualReset, initialState);
    } catch (KernelException e) {
      throw new WinsockException("CreateEvent", e.error());
    }
  }

  /** {@return the handle} */
  public EventHandle handle() {
    return handle;
  }

  /**
   * Puts the event into a structure: the start of an operation resets it, its completion sets it
   * (WIN-44).
   *
   * @param overlapped the structure of an operation that is to be started
   * @throws dev.wsplab.kernel.AccessViolationException when the structure cannot be written
   */
  public void attachTo(Overlapped overlapped) {
    overlapped.storeEvent(handle.value());
  }

  /**
   * Puts the event into a structure with bit 0 set: completion sets it and queues no packet
   * (IOCP-EVT-3).
   *
   * @param overlapped the structure of an operation that is to be started
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
   * @param timeout in milliseconds, rounded up; 0 or more; more than 24 days count as 24 days
   * @return false when the time is over
   * @throws IllegalArgumentException when the time is negative
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
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
