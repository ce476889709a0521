package dev.wsplab.facts;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of Windows that the facts are about. Handles, sockets and addresses are plain
 * numbers, and what C returns through pointers and last errors stands in the results. There are two
 * bindings: {@link OurWindows} and {@link SystemWindows}.
 *
 * <p>Closing it closes whatever it has opened and nobody has closed.
 */
interface WindowsApi extends AutoCloseable {
  /** What the byte count is before the call, where C passes one. */
  int UNTOUCHED_BYTES = 0x5a5a;

  /**
   * A BOOL or a handle.
   *
   * @param value 0 is FALSE and NULL
   * @param error {@code GetLastError}; counts only when the value says failure
   */
  record Answer(long value, int error) {
    static Answer of(boolean value, int error) {
      return new Answer(value ? 1 : 0, error);
    }

    boolean succeeded() {
      return value != 0;
    }
  }

  /** A packet that was taken from a port. */
  record Packet(int bytes, long key, long overlapped) {}

  /**
   * What {@code GetQueuedCompletionStatus} gives.
   *
   * @param returned the BOOL
   * @param error {@code GetLastError} when FALSE
   * @param packet null when none was taken
   */
  record Dequeued(boolean returned, int error, @Nullable Packet packet) {}

  /** What {@code GetQueuedCompletionStatusEx} gives. */
  record DequeuedMany(boolean returned, int error, List<Packet> packets) {}

  /**
   * What a Winsock function gives.
   *
   * @param returned 0 or {@code SOCKET_ERROR}
   * @param error {@code WSAGetLastError} when it failed
   * @param bytes the byte count; counts only when it succeeded
   */
  record Started(int returned, int error, int bytes) {
    boolean succeeded() {
      return returned == 0;
    }

    boolean isPending() {
      return returned == -1 && error == 997;
    }
  }

  /**
   * What a result query gives.
   *
   * @param error {@code GetLastError} when FALSE
   * @param bytes counts only when TRUE
   */
  record Queried(boolean returned, int error, int bytes) {}

  /** A completion routine. */
  @FunctionalInterface
  interface Routine {
    void completed(int error, int bytes, long overlapped, int flags);
  }

  // ---- ports

  /** {@code CreateIoCompletionPort} without a file. */
  long createPort();

  /** {@code CreateIoCompletionPort} with a socket: the port. */
  Answer associate(long socket, long port, long key);

  /** {@code PostQueuedCompletionStatus}. */
  Answer post(long port, int bytes, long key, long overlapped);

  /** {@code GetQueuedCompletionStatus}. */
  Dequeued dequeue(long port, int timeoutMillis);

  /** {@code GetQueuedCompletionStatusEx}. */
  DequeuedMany dequeueMany(long port, int count, int timeoutMillis, boolean alertable);

  /** How many packets are queued. */
  int depth(long port);

  /** {@code SetFileCompletionNotificationModes}. */
  Answer setNotificationModes(long socket, int flags);

  /** {@code CloseHandle}. */
  Answer closePort(long port);

  // ---- events, waits, APCs

  /** {@code CreateEvent}. */
  long createEvent(boolean manualReset, boolean initialState);

  /** {@code SetEvent}. */
  Answer setEvent(long event);

  /** {@code WaitForSingleObjectEx}: 0, 0xC0, 0x102 or -1. */
  int waitFor(long object, int timeoutMillis, boolean alertable);

  /** {@code SleepEx}. */
  int sleep(int timeoutMillis, boolean alertable);

  /** A handle of the calling thread that outlives the thread. */
  long openCurrentThread();

  /** {@code QueueUserAPC}. */
  Answer queueApc(long thread, Runnable body);

  /** A number by which {@link #isInDequeue} finds the calling thread. */
  int currentThreadId();

  /**
   * Returns whether a thread waits inside the dequeue call now.
   *
   * @param waiters how many threads then wait at this port
   */
  boolean isInDequeue(int threadId, long port, int waiters);

  // ---- sockets

  /** {@code WSASocket}: TCP over IPv4. */
  long socket(boolean overlapped);

  /** {@code bind} to the loopback address and a free port. */
  void bind(long socket);

  /** {@code listen}. */
  void listen(long socket);

  /** {@code getsockname}: the port. */
  int localPort(long socket);

  /** {@code connect} to the loopback address. */
  void connect(long socket, int localPort);

  /** {@code accept}: the socket. */
  long accept(long socket);

  /** {@code select} of one socket to read, without a time-out: how many are ready. */
  int selectToRead(long socket);

  /** {@code shutdown} for sending. */
  void shutdownSend(long socket);

  /** {@code SO_LINGER} with no time: closing resets the connection. */
  void resetOnClose(long socket);

  /** {@code ioctlsocket} with {@code FIONBIO}. */
  void setNonBlocking(long socket);

  /** {@code closesocket}. */
  void closeSocket(long socket);

  /** {@code WSASend}. */
  Started send(long socket, long data, int length, long overlapped, @Nullable Routine routine);

  /** {@code WSARecv}. */
  Started receive(long socket, long data, int length, long overlapped, @Nullable Routine routine);

  /** {@code WSAIoctl}. */
  Started control(
      long socket,
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      long overlapped,
      @Nullable Routine routine);

  /** {@code AcceptEx}, with room of 32 bytes for the local address. */
  Answer acceptEx(
      long listener,
      long accepting,
      long output,
      int receiveLength,
      int remoteRoom,
      long overlapped);

  /** {@code ConnectEx} to the loopback address, without data. */
  Answer connectEx(long socket, int localPort, long overlapped);

  /** {@code DisconnectEx} without flags. */
  Answer disconnectEx(long socket, long overlapped);

  /** {@code WSAGetOverlappedResult}. */
  Queried result(long socket, long overlapped, boolean wait);

  /**
   * {@code GetOverlappedResult}; {@link #UNTOUCHED_BYTES} when the byte count was not written.
   *
   * @param file any handle, 0 for NULL
   */
  Queried plainResult(long file, long overlapped, boolean wait);

  /** {@code GetOverlappedResultEx}; see {@link #plainResult}. */
  Queried plainResultEx(long file, long overlapped, int timeoutMillis, boolean alertable);

  /** {@code CancelIo}. */
  Answer cancelIo(long socket);

  /** {@code CancelIoEx}; 0 for all structures. */
  Answer cancelIoEx(long socket, long overlapped);

  /** {@code DuplicateHandle} of a socket, closed by {@link #closeByHandle}. */
  long duplicateSocket(long socket);

  /** {@code CloseHandle} of a socket or a copy. */
  Answer closeByHandle(long socket);

  @Override
  void close();
}
