package dev.wsplab.kernel;

import java.nio.ByteBuffer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The objects that socket handles name: association, key, notification modes, packets set aside.
 * Thread-safe.
 */
public final class SocketObjects {
  /** Of {@link #complete}: set the event. */
  public static final int SET_EVENT = 0x1;

  /** Of {@link #complete}: queue a packet if a port is associated and the modes allow it. */
  public static final int QUEUE_PACKET = 0x2;

  /** Of {@link #complete}: the operation had a packet set aside. */
  public static final int RELEASE = 0x4;

  /** {@link #complete}: signal the socket itself, unless {@link #MODE_SKIP_EVENT} is set. */
  public static final int SET_SOCKET = 0x8;

  /** Result of {@link #complete}: the event was set. */
  public static final int DONE_EVENT_SET = 0x1;

  /** Result of {@link #complete}: a packet was queued. */
  public static final int DONE_PACKET_QUEUED = 0x2;

  /** {@code FILE_SKIP_COMPLETION_PORT_ON_SUCCESS}. */
  public static final int MODE_SKIP_PORT = 0x1;

  /** {@code FILE_SKIP_SET_EVENT_ON_HANDLE}. */
  public static final int MODE_SKIP_EVENT = 0x2;

  private static final int INFO_SIZE = 56;

  /** Who made a socket handle. */
  public enum Flavour {
    /** {@code WPUCreateSocketHandle}. */
    PROVIDER(1),
    /** A base provider: a system (IFS) handle. */
    SYSTEM(2);

    private final int number;

    Flavour(int number) {
      this.number = number;
    }
  }

  private final Threads threads;
  private final long viewer;

  SocketObjects(Threads threads, long viewer) {
    this.threads = threads;
    this.viewer = viewer;
  }

  /**
   * Makes a socket object and a handle for it.
   *
   * @param owner the number of the environment that it belongs to
   * @param flavour who makes it
   * @param catalogEntry the entry it is made for
   * @param context the provider's own number
   * @param overlapped whether it may be associated with a port
   * @return the handle, which the caller closes
   * @throws KernelException 8 or 1816
   */
  public SocketHandle create(
      long owner, Flavour flavour, int catalogEntry, long context, boolean overlapped) {
    long result =
        KernelNatives.socketCreate(owner, flavour.number, catalogEntry, context, overlapped);
    return new SocketHandle(Kernel.checked("creating a socket handle", result));
  }

  /**
   * Returns what a handle stands for, or null when it is not a socket.
   *
   * @param socket any handle
   * @return what it stood for when it was looked at
   */
  public @Nullable SocketInfo query(SocketHandle socket) {
    NativeThread self = threads.known();
    if (self != null) {
      return query(socket, self.scratchAddress(), self.scratch());
    }
    try (NativeBlock block = NativeBlock.allocate(INFO_SIZE)) {
      return query(socket, block.address(), block.buffer());
    }
  }

  private static @Nullable SocketInfo query(SocketHandle socket, long to, ByteBuffer info) {
    if (KernelNatives.socketQuery(socket.value(), to) != 0) {
      return null;
    }
    return new SocketInfo(
        info.getInt(0) == Flavour.PROVIDER.number ? Flavour.PROVIDER : Flavour.SYSTEM,
        info.getInt(4),
        info.getLong(8),
        info.getInt(16),
        info.getInt(20) != 0,
        info.getInt(24) != 0,
        info.getInt(28),
        info.getLong(32),
        info.getLong(40),
        info.getLong(48));
  }

  /**
   * Gives another catalog entry: 0, or 6.
   *
   * @param socket the socket
   * @param catalogEntry the entry from now on
   * @return 0 or 6
   */
  public int setCatalogEntry(SocketHandle socket, int catalogEntry) {
    return KernelNatives.socketSetEntry(socket.value(), catalogEntry);
  }

  /**
   * Adds notification modes; none is ever removed: 0, or 6.
   *
   * @param socket the socket
   * @param modes {@link #MODE_SKIP_PORT}, {@link #MODE_SKIP_EVENT}
   * @return 0 or 6
   */
  public int setModes(SocketHandle socket, int modes) {
    return KernelNatives.socketSetModes(socket.value(), modes);
  }

  /**
   * Sets the memory of one packet aside: 0, 6 or 8.
   *
   * @param socket the socket; another environment's is none
   * @return 0, 6 or 8
   */
  public int reserve(SocketHandle socket) {
    return KernelNatives.socketReserve(viewer, socket.value());
  }

  /**
   * Gives it back: 0, or 6.
   *
   * @param socket the socket
   * @return 0 or 6
   */
  public int release(SocketHandle socket) {
    return KernelNatives.socketRelease(socket.value());
  }

  /**
   * Makes the socket itself nonsignalled: 0, or 6.
   *
   * @param socket the socket
   * @return 0 or 6
   */
  public int reset(SocketHandle socket) {
    return KernelNatives.socketReset(socket.value());
  }

  /**
   * Completes one operation: takes what the notification needs, stores {@code InternalHigh},
   * publishes {@code Internal}, notifies (WPU-COMPLETE-12). After the publication neither structure
   * nor socket is looked at.
   *
   * @param socket the socket that the operation was started on
   * @param overlapped address of the structure
   * @param internalHigh the byte count
   * @param ntStatus the final status (NTS-1); never 0x103
   * @param event what to set; skipped when it is no event, or another environment's
   * @param flags {@link #SET_EVENT}, {@link #QUEUE_PACKET}, {@link #RELEASE}, {@link #SET_SOCKET}
   * @param skipModes no packet when the object's modes have one of these bits
   * @return what was done, {@link #DONE_EVENT_SET} and {@link #DONE_PACKET_QUEUED}; or negated 6,
   *     8, 998
   */
  public int complete(
      SocketHandle socket,
      long overlapped,
      long internalHigh,
      int ntStatus,
      EventHandle event,
      int flags,
      int skipModes) {
    return KernelNatives.socketComplete(
        socket.value(), overlapped, internalHigh, ntStatus, event.value(), flags, skipModes);
  }
}
