package dev.wsplab.client;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import java.time.Duration;
import java.util.Optional;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A completion port: {@link Kernel32} without handles and error numbers. Every call throws {@link
 * WinsockException}, whose number is Win32's, and whose message says why where that is known. After
 * {@link #close} the number is 6. Thread-safe.
 */
@MustCall("close")
public final class CompletionPort implements AutoCloseable {
  private final Kernel32 kernel32;
  private final PortHandle handle;

  /**
   * Makes a port.
   *
   * @param kernel32 makes the port
   * @param concurrency how many threads may run at once, 0 for the number of processors
   * @throws WinsockException when handles or memory are short
   */
  public CompletionPort(Kernel32 kernel32, int concurrency) {
    this.kernel32 = kernel32;
    this.handle = kernel32.createIoCompletionPort(null, null, 0, concurrency).orThrow();
  }

  /** {@return the handle} */
  public PortHandle handle() {
    return handle;
  }

  /**
   * Associates a socket: its completions queue packets here, with this key.
   *
   * @param socket an overlapped socket that has no port (WIN-15, WIN-16)
   * @param key given back with every packet of the socket, not looked at
   * @throws WinsockException 87 when it is associated already or not overlapped (WIN-15, WIN-16); 6
   *     when it is no socket of this environment
   */
  public void associate(SocketHandle socket, long key) {
    PortResult associated = kernel32.createIoCompletionPort(socket, handle, key, 0);
    if (!associated.succeeded()) {
      throw new WinsockException(
          "CreateIoCompletionPort",
          associated.error(),
          kernel32.whyNotAssociated(socket, associated.error()));
    }
  }

  /**
   * Takes the oldest packet; waits for one if need be.
   *
   * @param timeout in milliseconds, rounded up; 0 or more; more than 24 days count as 24 days
   * @return empty when the time is over. A packet of a failed request is a packet: look at {@link
   *     QueuedCompletion#returnValue}
   * @throws IllegalArgumentException when the time is negative
   * @throws WinsockException 735 when the port is closed meanwhile (WIN-13)
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   */
  public Optional<QueuedCompletion> take(Duration timeout) {
    QueuedCompletion got = kernel32.getQueuedCompletionStatus(handle, Timeouts.millis(timeout));
    if (got.taken()) {
      return Optional.of(got);
    }
    if (got.error() == Win32Error.WAIT_TIMEOUT.code()) {
      return Optional.empty();
    }
    throw new WinsockException("GetQueuedCompletionStatus", got.error(), whyNothing(got.error()));
  }

  private static String whyNothing(int error) {
    if (error == Win32Error.ERROR_ABANDONED_WAIT_0.code()) {
      return "the port was closed while waiting";
    }
    return error == Win32Error.ERROR_INVALID_HANDLE.code()
        ? "this completion port has been closed"
        : "";
  }

  /**
   * Queues a packet of the client's own; nothing is looked at (IOCP-POST-1).
   *
   * @param bytes byte count that the packet tells
   * @param key completion key that the packet tells
   * @param overlapped the structure that it names, which is left alone; or null
   * @throws WinsockException 8 when memory is short
   */
  public void post(int bytes, long key, @Nullable Overlapped overlapped) {
    kernel32
        .postQueuedCompletionStatus(
            handle, bytes, key, overlapped == null ? 0 : overlapped.address())
        .orThrow("PostQueuedCompletionStatus");
  }

  /** Closes the port: who waits gets 735. A second call does nothing. */
  @Override
  public void close() {
    kernel32.closeHandle(handle);
  }
}
