package dev.wsplab.kernel;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The shim, bound to this class loader: loaded on first use, and never unloaded. Its objects are
 * kept apart by the number of the environment that owns them. Thread-safe.
 */
public final class Kernel {
  static final int ANY = 0;
  static final int SOCKET = 1;
  static final int PORT = 2;
  static final int EVENT = 3;
  static final int THREAD = 4;

  /** {@code WSPLAB_OWNER_REUSES} of {@code wsplab.h}. */
  private static final long OWNER_REUSES = 1L << 62;

  /** {@code WSPLAB_OWNER_LIMIT_SHIFT} of {@code wsplab.h}. */
  private static final int OWNER_LIMIT_SHIFT = 40;

  /** Who finds the handles of all. */
  static final long SEES_ALL = 0;

  /** The largest limit of an environment's open handles. */
  public static final int MAX_HANDLE_LIMIT = 0x3F_FFFF;

  // What threads have queued and asked for, and memory, are the same for all environments.
  private final ShimLibrary library;
  private final Threads threads;
  private final GuardedMemory memory;
  private final ThreadEnds threadEnds;
  private final HostSockets hostSockets;

  private final long viewer;
  private final Events events;
  private final SocketObjects sockets;
  private final Ports ports;
  private final Waits waits;

  private Kernel(ShimLibrary library) {
    this.library = library;
    library.bind();
    this.viewer = SEES_ALL;
    this.threads = new Threads();
    this.memory = new GuardedMemory(threads);
    this.hostSockets = new HostSockets();
    this.events = new Events(viewer);
    this.sockets = new SocketObjects(threads, viewer);
    this.ports = new Ports(threads, viewer);
    this.waits = new Waits(threads, viewer);
    this.threadEnds = new ThreadEnds(threads, ports);
  }

  private Kernel(Kernel process, long viewer) {
    this.library = process.library;
    this.threads = process.threads;
    this.memory = process.memory;
    this.hostSockets = process.hostSockets;
    this.threadEnds = process.threadEnds;
    this.viewer = viewer;
    this.events = new Events(viewer);
    this.sockets = new SocketObjects(threads, viewer);
    this.ports = new Ports(threads, viewer);
    this.waits = new Waits(threads, viewer);
  }

  // A failure is kept as well: thrown out of a static initializer it would reach callers as an
  // ExceptionInInitializerError, and after the first time without its message.
  private static final class Holder {
    static final @Nullable Kernel INSTANCE;
    static final @Nullable ShimLoadException FAILURE;

    static {
      Kernel made = null;
      ShimLoadException failure = null;
      try {
        made = new Kernel(ShimLibrary.load());
      } catch (ShimLoadException e) {
        failure = e;
      }
      INSTANCE = made;
      FAILURE = failure;
    }
  }

  /**
   * {@return the kernel}
   *
   * @throws ShimLoadException when the library is missing, cannot be loaded, or is of another
   *     version; the message says what was tried and what to do
   */
  public static Kernel get() {
    Kernel kernel = Holder.INSTANCE;
    if (kernel == null) {
      throw new ShimLoadException(Holder.FAILURE);
    }
    return kernel;
  }

  /**
   * {@return the kernel as an environment sees it: events, ports and threads of another one are
   * handles of nothing, and so are its sockets where one waits for them, or starts, associates,
   * closes or duplicates}
   *
   * @param owner the number of the environment
   */
  public Kernel of(long owner) {
    return new Kernel(this, owner);
  }

  /** The shim itself. */
  ShimLibrary library() {
    return library;
  }

  /** {@return guarded access to memory} */
  public GuardedMemory memory() {
    return memory;
  }

  /** {@return events} */
  public Events events() {
    return events;
  }

  /** {@return completion ports} */
  public Ports ports() {
    return ports;
  }

  /** {@return what socket handles stand for} */
  public SocketObjects sockets() {
    return sockets;
  }

  /** {@return threads, APCs and the last error} */
  public Threads threads() {
    return threads;
  }

  /** {@return the ends of threads} */
  public ThreadEnds threadEnds() {
    return threadEnds;
  }

  /** {@return waits} */
  public Waits waits() {
    return waits;
  }

  /** {@return the system's own sockets} */
  public HostSockets hostSockets() {
    return hostSockets;
  }

  /** {@return a number for a new environment, unique in the process, from 1} */
  public long newOwner() {
    return KernelNatives.ownerNew();
  }

  /**
   * {@return a number for a new environment}
   *
   * @param reuses whether its closed sockets' values come back at once: on posix to its own next
   *     socket, on Windows to whatever the process opens next
   * @param handleLimit how many handles it may have open at once, up to {@link #MAX_HANDLE_LIMIT};
   *     one more fails with 1816; 0 for as many as there are
   * @throws IllegalArgumentException when the limit is out of that range
   */
  public long newOwner(boolean reuses, int handleLimit) {
    if (handleLimit < 0 || handleLimit > MAX_HANDLE_LIMIT) {
      throw new IllegalArgumentException(
          "handleLimit=" + handleLimit + ", expected 0 to " + MAX_HANDLE_LIMIT);
    }
    return KernelNatives.ownerNew()
        | (long) handleLimit << OWNER_LIMIT_SHIFT
        | (reuses ? OWNER_REUSES : 0);
  }

  /**
   * Closes a handle: 0, or 6 when it is not an open handle of its kind.
   *
   * @param handle nobody's afterwards
   * @return 0 or 6
   */
  public int closeHandle(Handle handle) {
    return KernelNatives.handleClose(viewer, handle.value(), kindOf(handle));
  }

  /**
   * Makes a second name of a socket's object.
   *
   * @param handle of the kind that its type says
   * @param owner the number of the environment that it belongs to
   * @return the copy, which the caller closes
   * @throws KernelException 6, 8 or 1816
   */
  public SocketHandle duplicate(SocketHandle handle, long owner) {
    return new SocketHandle(duplicated(handle, owner));
  }

  /**
   * Makes a second name of a port; see {@link #duplicate(SocketHandle, long)}.
   *
   * @param handle the name there is
   * @param owner the environment that the new name belongs to
   * @return the new name, to be closed like the first
   */
  public PortHandle duplicate(PortHandle handle, long owner) {
    return new PortHandle(duplicated(handle, owner));
  }

  /**
   * Makes a second name of an event; see {@link #duplicate(SocketHandle, long)}.
   *
   * @param handle the name there is
   * @param owner the environment that the new name belongs to
   * @return the new name, to be closed like the first
   */
  public EventHandle duplicate(EventHandle handle, long owner) {
    return new EventHandle(duplicated(handle, owner));
  }

  /**
   * Makes a second name of a thread; see {@link #duplicate(SocketHandle, long)}.
   *
   * @param handle the name there is
   * @param owner the environment that the new name belongs to
   * @return the new name, to be closed like the first
   */
  public ThreadHandle duplicate(ThreadHandle handle, long owner) {
    return new ThreadHandle(duplicated(handle, owner));
  }

  /**
   * {@return how many handles an environment has open}
   *
   * @param owner the environment
   */
  public int handleCount(long owner) {
    return Math.toIntExact(KernelNatives.handleCount(owner));
  }

  /**
   * Closes every handle of an environment.
   *
   * @param owner the environment
   * @return how many it closed
   */
  public int closeAll(long owner) {
    return Math.toIntExact(KernelNatives.handleCloseAll(owner));
  }

  int win32Of(int status) {
    return KernelNatives.win32Of(status);
  }

  static long checked(String call, long result) {
    if (result < 0) {
      throw new KernelException(call, (int) -result);
    }
    return result;
  }

  private long duplicated(Handle handle, long owner) {
    return checked("DuplicateHandle", KernelNatives.handleDuplicate(viewer, handle.value(), owner));
  }

  private static int kindOf(Handle handle) {
    if (handle instanceof SocketHandle) {
      return SOCKET;
    }
    if (handle instanceof PortHandle) {
      return PORT;
    }
    return handle instanceof EventHandle ? EVENT : THREAD;
  }
}
