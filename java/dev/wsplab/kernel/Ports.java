package dev.wsplab.kernel;

import java.nio.ByteBuffer;

/** Completion ports. Thread-safe. Taking packets is refused on virtual threads. */
public final class Ports {
  private static final int ALERTABLE = 0x2;
  private static final int INTERRUPTIBLE = 0x4;

  private final Threads threads;
  private final long viewer;

  Ports(Threads threads, long viewer) {
    this.threads = threads;
    this.viewer = viewer;
  }

  /**
   * One packet, or why there is none.
   *
   * @param error 0: a packet; otherwise 258, 735, 6
   * @param key completion key
   * @param overlapped address that the packet carries, verbatim
   * @param status NTSTATUS that it was queued with
   * @param bytes byte count
   */
  public record GetResult(int error, long key, long overlapped, int status, int bytes) {}

  /**
   * Makes a port.
   *
   * @param owner the number of the environment that it belongs to
   * @param concurrency how many threads may run at once, 0 for the number of processors
   * @return the port, which the caller closes
   * @throws KernelException 8 or 1816
   */
  public PortHandle create(long owner, int concurrency) {
    return new PortHandle(
        Kernel.checked("CreateIoCompletionPort", KernelNatives.portCreate(owner, concurrency)));
  }

  /**
   * Queues a packet whose values are delivered verbatim: 0, 6 or 8.
   *
   * @param port the port
   * @param key any word
   * @param overlapped any word
   * @param ntStatus any 32 bits
   * @param bytes any 32 bits
   * @return 0, 6 or 8
   */
  public int post(PortHandle port, long key, long overlapped, int ntStatus, int bytes) {
    return KernelNatives.portPost(viewer, port.value(), key, overlapped, ntStatus, bytes);
  }

  /**
   * Associates a socket: 0, 6, or 87 when it is associated already or not overlapped.
   *
   * @param socket the socket
   * @param port the port
   * @param key given back with each of its packets
   * @return 0, 6 or 87
   */
  public int associate(SocketHandle socket, PortHandle port, long key) {
    return KernelNatives.socketAssociate(viewer, socket.value(), port.value(), key);
  }

  /**
   * Takes packets, oldest first, up to the capacity; waits while there is none.
   *
   * @param port the port
   * @param entries receives the packets
   * @param timeoutMillis read as unsigned; -1 waits for ever
   * @param alertable whether pending APCs run instead and end the wait with 192 (WIN-8 to WIN-10)
   * @return 0, 258, 735, 192 or 6
   * @throws WaitInterruptedException when the thread is interrupted
   */
  public int get(PortHandle port, CompletionEntries entries, int timeoutMillis, boolean alertable) {
    NativeThread self = threads.self();
    entries.taken(0);
    int result =
        take(self, port.value(), entries.address(), entries.capacity(), timeoutMillis, alertable);
    if (result >= 0) {
      entries.taken(result);
      return 0;
    }
    if (-result == Win32Error.WAIT_IO_COMPLETION.code()) {
      threads.runApcs();
    }
    return -result;
  }

  /**
   * Takes the oldest packet; waits while there is none. Not alertable.
   *
   * @param port the port
   * @param timeoutMillis read as unsigned; -1 waits for ever
   * @return the packet, or why there is none
   * @throws WaitInterruptedException when the thread is interrupted
   */
  public GetResult getOne(PortHandle port, int timeoutMillis) {
    NativeThread self = threads.self();
    int result = take(self, port.value(), self.scratchAddress(), 1, timeoutMillis, false);
    if (result < 0) {
      return new GetResult(-result, 0, 0, 0, 0);
    }
    ByteBuffer packet = self.scratch();
    return new GetResult(
        0, packet.getLong(0), packet.getLong(8), packet.getInt(16), packet.getInt(24));
  }

  /**
   * Returns how many packets are queued (WIN-11), or negated 6.
   *
   * @param port any handle
   * @return 0 or more; -6
   */
  public int depth(PortHandle port) {
    return (int) KernelNatives.portDepth(viewer, port.value());
  }

  /**
   * Returns how many threads wait for a packet now; 0 for what is no port. For reports and tests.
   *
   * @param port any handle
   * @return 0 or more
   */
  public int waiters(PortHandle port) {
    return KernelNatives.portWaiters(viewer, port.value());
  }

  private int take(
      NativeThread self, long port, long packets, int count, int timeout, boolean alertable) {
    int flags = alertable ? ALERTABLE : 0;
    // Without waiting first: what can be had at once needs no preparation for an interrupt. An
    // alertable call must not
    // be split: its own rules say whether the packet or the APC comes first.
    if (!alertable && !Thread.currentThread().isInterrupted()) {
      int result = KernelNatives.portGet(viewer, port, packets, count, 0, 0);
      if (result != -Win32Error.WAIT_TIMEOUT.code() || timeout == 0) {
        return result;
      }
    }
    return self.interruptibly(
        "GetQueuedCompletionStatus",
        timeout,
        left -> KernelNatives.portGet(viewer, port, packets, count, left, flags | INTERRUPTIBLE));
  }
}
