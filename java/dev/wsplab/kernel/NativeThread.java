package dev.wsplab.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a Java thread has in the shim: its own handle, a little scratch memory, and the hook by
 * which {@link Thread#interrupt} reaches it inside a native wait. Belongs to one thread.
 */
final class NativeThread {
  private static final int INTERRUPTED = 0x20000001;
  private static final int SCRATCH = 64;

  private final ThreadHandle handle;
  private final ByteBuffer scratch;
  private final long scratchAddress;
  private final InterruptHook hook;
  private final long number;
  private boolean endWatched;
  private int depth;
  private int apcs;

  @SuppressWarnings(
      "builder:required.method.not.called") // a selector without a provider holds nothing to be
  // closed
  NativeThread(long number) {
    this.number = number;
    handle = new ThreadHandle(KernelNatives.threadSelf());
    if (handle.value() == 0) {
      throw new KernelException("entering the thread", Win32Error.ERROR_NOT_ENOUGH_MEMORY.code());
    }
    scratch = ByteBuffer.allocateDirect(SCRATCH).order(ByteOrder.nativeOrder());
    scratchAddress = Pointer.nativeValue(Native.getDirectBufferPointer(scratch));
    hook = new InterruptHook(handle);
  }

  /** A number that no other thread ever has. */
  long number() {
    return number;
  }

  /** APCs begin to run on it. */
  void apcsBegin() {
    apcs++;
  }

  /** They have run. */
  void apcsEnd() {
    apcs--;
  }

  /** Whether one is on its stack. */
  boolean isRunningApc() {
    return apcs > 0;
  }

  /** Whether its end will be told. */
  boolean isEndWatched() {
    return endWatched;
  }

  void endIsWatched() {
    endWatched = true;
  }

  ThreadHandle handle() {
    return handle;
  }

  ByteBuffer scratch() {
    return scratch;
  }

  long scratchAddress() {
    return scratchAddress;
  }

  /**
   * Runs a native wait that an interrupt of this thread ends.
   *
   * @param timeoutMillis read as unsigned; -1 waits for ever
   * @param nativeWait waits for so many milliseconds
   * @throws WaitInterruptedException when it did
   */
  int interruptibly(String name, int timeoutMillis, IntUnaryOperator nativeWait) {
    long started = System.nanoTime();
    int left = timeoutMillis;
    while (true) {
      int result = hooked(left, nativeWait);
      if (result != -INTERRUPTED && result != INTERRUPTED) {
        return result;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new WaitInterruptedException(name);
      }
      // Some runtimes call the hook only after interrupt() has let go of its lock: the alert was
      // for a wait that is over, and so is its interrupt.
      left = left(timeoutMillis, started);
    }
  }

  private static int left(int timeoutMillis, long started) {
    if (timeoutMillis == -1) {
      return timeoutMillis;
    }
    long passed = (System.nanoTime() - started) / 1_000_000;
    return (int) Math.max(0, Integer.toUnsignedLong(timeoutMillis) - passed);
  }

  private int hooked(int timeoutMillis, IntUnaryOperator nativeWait) {
    depth++;
    hook.enter();
    try {
      return nativeWait.applyAsInt(timeoutMillis);
    } finally {
      hook.leave();
      depth--;
      // An alert that came too late for this wait must not end the next one, unless an outer wait
      // is to hear of it.
      if (depth == 0) {
        KernelNatives.threadClearAlert();
      }
    }
  }

  /**
   * The public way to be called by {@link Thread#interrupt}: a selector's {@code begin} registers
   * it, and {@code wakeup} then runs in the interrupting thread.
   */
  private static final class InterruptHook extends AbstractSelector {
    private final ThreadHandle handle;

    // A selector without a provider is never asked for one; the JDK itself documents no other way
    // to hear of interrupts.
    @SuppressWarnings("nullness:argument")
    InterruptHook(ThreadHandle handle) {
      super(null);
      this.handle = handle;
    }

    void enter() {
      begin();
    }

    void leave() {
      end();
    }

    @Override
    public Selector wakeup() {
      KernelNatives.threadAlert(handle.value());
      return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
        AbstractSelectableChannel channel, int operations, @Nullable Object attachment) {
      throw refused("register");
    }

    @Override
    public Set<SelectionKey> keys() {
      throw refused("keys");
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
      throw refused("selectedKeys");
    }

    @Override
    public int selectNow() throws IOException {
      throw refused("selectNow");
    }

    @Override
    public int select(long timeout) throws IOException {
      throw refused("select");
    }

    @Override
    public int select() throws IOException {
      throw refused("select");
    }

    private static IllegalStateException refused(String call) {
      return new IllegalStateException(call + ": this selector only hears of interrupts");
    }
  }
}
