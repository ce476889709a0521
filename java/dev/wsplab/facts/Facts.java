package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.facts.WindowsApi.Started;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Winsock2;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the fact classes share. A subclass per binding says whose behaviour is looked at; the facts
 * themselves, WIN-1 to WIN-61, stand in docs/rules/windows-facts.md.
 */
abstract class Facts {
  static final int WORD = Native.POINTER_SIZE;
  static final int LONG = 20_000;
  static final int INFINITE = -1;
  static final int WAIT_OBJECT_0 = 0;
  static final int WAIT_IO_COMPLETION = 192;
  static final int WAIT_TIMEOUT = 258;
  static final int STATUS_CANCELLED = 0xC0000120;
  static final int STATUS_CONNECTION_ABORTED = 0xC0000241;
  static final int STATUS_CONNECTION_REFUSED = 0xC0000236;
  static final int STATUS_CONNECTION_RESET = 0xC000020D;

  /** For an address, in the output of AcceptEx. */
  static final int ROOM = 32;

  static final long KEY = 0x1234L;
  static final long UNTOUCHED = 0x5a5aL;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // JUnit calls openWindows first
  WindowsApi windows;

  /** The binding. */
  abstract WindowsApi open();

  /** Two connected sockets. */
  record Pair(long client, long server) {}

  /** A call that another thread makes. */
  record Call<T>(Thread thread, FutureTask<T> task) {
    T get() throws Exception {
      return task.get(LONG, TimeUnit.MILLISECONDS);
    }

    boolean isDone() {
      return task.isDone();
    }
  }

  @BeforeEach
  void openWindows() {
    windows = open();
    while (windows.sleep(0, true) == WAIT_IO_COMPLETION) {
      // An APC that an earlier test left queued must not run in this one.
    }
  }

  @AfterEach
  void closeWindows() {
    windows.close();
  }

  Pair connectedPair() {
    return connectedPair(windows.socket(true));
  }

  Pair connectedPair(long client) {
    long listener = listener();
    windows.connect(client, windows.localPort(listener));
    long server = windows.accept(listener);
    windows.closeSocket(listener);
    return new Pair(client, server);
  }

  long listener() {
    long listener = windows.socket(true);
    windows.bind(listener);
    windows.listen(listener);
    return listener;
  }

  /** A port where nobody listens. */
  int portOfNobody() {
    long socket = windows.socket(true);
    windows.bind(socket);
    int port = windows.localPort(socket);
    windows.closeSocket(socket);
    return port;
  }

  Started receive(long socket, Block room, int length, Structure structure) {
    return windows.receive(socket, room.address(), length, structure.address(), null);
  }

  /** Starts an AcceptEx that pends. */
  Structure acceptEx(long listener, long accepting) {
    Structure structure = new Structure();
    assertThat(acceptEx(listener, accepting, new Block(2 * ROOM), 0, structure))
        .isEqualTo(new Answer(0, 997));
    return structure;
  }

  Answer acceptEx(
      long listener, long accepting, Block output, int receiveLength, Structure structure) {
    return windows.acceptEx(
        listener, accepting, output.address(), receiveLength, ROOM, structure.address());
  }

  void sendNow(long socket, byte... data) {
    Block block = Block.of(data);
    Started sent = windows.send(socket, block.address(), data.length, 0, null);
    assertThat(sent.returned()).as("send: %s", sent).isZero();
    assertThat(sent.bytes()).isEqualTo(data.length);
  }

  /** {@code SIO_GET_EXTENSION_FUNCTION_POINTER} with a structure. */
  Started extensionQuery(
      long socket, Guid id, Structure structure, WindowsApi.@Nullable Routine routine) {
    return windows.control(
        socket,
        Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
        Block.of(id.toBytes()).address(),
        Guid.SIZE,
        new Block(WORD).address(),
        WORD,
        structure.address(),
        routine);
  }

  /** Waits until that much can be received at once. */
  void awaitData(long socket, int bytes) {
    Block available = new Block(4);
    await(
        "data",
        () -> {
          Started asked =
              windows.control(socket, Winsock2.FIONREAD, 0, 0, available.address(), 4, 0, null);
          assertThat(asked.returned()).as("FIONREAD: %s", asked).isZero();
          return available.pointer().getInt(0) >= bytes;
        });
  }

  /** Takes the packet that must come. */
  Packet packet(long port) {
    Packet packet = windows.dequeue(port, LONG).packet();
    if (packet == null) {
      throw new AssertionError("a packet within " + LONG + " ms, but none came");
    }
    return packet;
  }

  void assertEmpty(long port) {
    assertThat(windows.dequeue(port, 0).packet()).as("no packet").isNull();
  }

  void assertSignalled(long object) {
    assertThat(windows.waitFor(object, LONG, false)).isEqualTo(WAIT_OBJECT_0);
  }

  void assertNotSignalled(long object) {
    assertThat(windows.waitFor(object, 0, false)).isEqualTo(WAIT_TIMEOUT);
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.yield();
    }
  }

  /** Queues an APC to the calling thread; how often it has run. */
  AtomicInteger queueApc() {
    AtomicInteger runs = new AtomicInteger();
    queueApc(runs::incrementAndGet);
    return runs;
  }

  /** Queues an APC to the calling thread. */
  void queueApc(Runnable body) {
    assertThat(windows.queueApc(windows.openCurrentThread(), body)).isEqualTo(new Answer(1, 0));
  }

  static <T> Call<T> inThread(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, "fact");
    thread.setDaemon(true);
    thread.start();
    return new Call<>(thread, task);
  }
}
