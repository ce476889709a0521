package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A correct filter: serves connections, and sends back what comes. When a peer has ended, a task
 * looks up its name, inside a heavy-blocking section. What Winsock refuses is tried again.
 */
final class EchoFilter extends CountedObject implements FwxFilter, FwxAcceptCompletion {
  private static final long RECEIVED = 1;
  private static final long SENT = 2;
  private static final int TRIES = 200;

  private final FwxService service;
  private final boolean blocking;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile @Nullable FwxNetworkSocket listener;
  private volatile boolean closed;

  /**
   * Serves nobody yet.
   *
   * @param blocking whether a lookup blocks until another task has run, which takes another worker
   */
  EchoFilter(FwxService service, boolean blocking) {
    super("echo filter", InterfaceIds.FILTER, InterfaceIds.ACCEPT_COMPLETION);
    this.service = service;
    this.blocking = blocking;
  }

  /** What went another way than it should. */
  Queue<String> failures() {
    return failures;
  }

  /** How many lookups have ended. */
  int lookups() {
    return lookups.get();
  }

  InetSocketAddress address() {
    return listener.getSockName().orElseThrow();
  }

  /** Until it succeeds, or gives another error than the one that passes; says whether it did. */
  static boolean tried(FwxNetworkSocket socket, Supplier<HResult> call) {
    HResult result = call.get();
    for (int i = 0; i < TRIES && result == HResult.E_FAIL && socket.lastError() == 10055; i++) {
      result = call.get();
    }
    return result == HResult.S_OK;
  }

  private void expect(boolean so, String what) {
    if (!so) {
      failures.add(what);
    }
  }

  @Override
  public int filterInit(FwxFirewall firewall) {
    FwxNetworkSocket made = firewall.createNetworkSocket(6).orThrow();
    listener = made;
    expect(made.bind(new InetSocketAddress("127.0.0.1", 0)) == HResult.S_OK, "Bind");
    expect(made.listen(5) == HResult.S_OK, "Listen");
    expect(tried(made, () -> made.accept(this, 7)), "the first Accept");
    return Notes.OK;
  }

  @Override
  public int filterShutdown() {
    closed = true;
    listener.close();
    listener.release();
    return Notes.OK;
  }

  @Override
  public int completeAsyncAccept(
      boolean success,
      int win32ErrorCode,
      FwxNetworkSocket listening,
      @Nullable FwxNetworkSocket accepted,
      @Nullable Sockaddr remoteAddress,
      @Nullable Sockaddr localAddress,
      long userData) {
    expect(userData == 7, "another value with Accept");
    if (!success) {
      expect(closed, "Accept failed with " + win32ErrorCode);
      return Notes.OK;
    }
    accepted.addRef();
    Connection connection = new Connection(accepted);
    connection.receive();
    connection.release(); // its calls hold it
    expect(tried(listening, () -> listening.accept(this, 7)) || closed, "the next Accept");
    return Notes.OK;
  }

  /** One accepted connection; it lives until its last callback. */
  private final class Connection extends CountedObject implements FwxIoCompletion {
    private final FwxNetworkSocket socket;
    private int receives;

    Connection(FwxNetworkSocket accepted) {
      super("connection", InterfaceIds.IO_COMPLETION);
      this.socket = accepted;
    }

    void receive() {
      FwxBuffer room =
          ++receives % 2 == 0 ? null : service.firewall().createBuffer(receives * 50).orThrow();
      expect(tried(socket, () -> socket.recv(room, this, RECEIVED)), "Recv of the filter");
      if (room != null) {
        room.release(); // the call has a reference of its own
      }
    }

    @Override
    public int completeAsyncIo(
        boolean success,
        int win32ErrorCode,
        @Nullable FwxBuffer buffer,
        long userData,
        @Nullable Sockaddr externalAddress) {
      expect(success, "callback " + userData + " with error " + win32ErrorCode);
      expect(externalAddress == null, "an address with TCP");
      if (userData == SENT) {
        receive();
      } else if (success && buffer.dataSize() > 0) {
        expect(tried(socket, () -> socket.send(buffer, this, SENT)), "Send of the filter");
      } else {
        expect(socket.close() == HResult.S_OK, "Close");
        Lookup lookup = new Lookup();
        expect(
            service.firewall().postTaskCompletion(lookup, -3) == HResult.S_OK,
            "PostTaskCompletion");
        lookup.release();
      }
      return Notes.OK;
    }

    @Override
    protected void destroyed() {
      socket.release();
    }
  }

  /** Looks up a name, as a library does that has sections of its own. */
  private final class Lookup extends CountedObject implements FwxTaskCompletion {
    private final CountDownLatch answered = new CountDownLatch(1);

    Lookup() {
      super("lookup", InterfaceIds.TASK_COMPLETION);
    }

    @Override
    public int completeTask(long userData) {
      if (userData == -4) {
        answered.countDown();
        return Notes.OK;
      }
      FwxFirewall firewall = service.firewall();
      expect(userData == -3, "another value with the task");
      expect(firewall.startHeavyBlockingOperation() == HResult.S_OK, "Start");
      expect(
          firewall.startHeavyBlockingOperation() == HResult.FWX_E_ALREADY_IN_BLOCKING_OP,
          "the inner Start");
      if (blocking) {
        expect(firewall.postTaskCompletion(this, -4) == HResult.S_OK, "the inner task");
        try {
          expect(answered.await(20, TimeUnit.SECONDS), "nobody runs the inner task");
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      expect(firewall.endHeavyBlockingOperation() == HResult.S_OK, "the inner End");
      expect(firewall.endHeavyBlockingOperation() == HResult.S_OK, "End");
      expect(
          firewall.endHeavyBlockingOperation() == HResult.FWX_E_NOT_IN_BLOCKING_OP,
          "one End too many");
      lookups.incrementAndGet();
      return Notes.OK;
    }
  }
}
