package dev.wsplab.load;

import dev.wsplab.client.FileResult;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One end of a connection that answers each numbered message with its next one, by one function
 * after another, and asks an overlapped ioctl now and then. It is told by a port, or by routines.
 */
final class MixedEnd implements AutoCloseable {
  static final int MESSAGE = 32;
  private static final int IOCTL_EVERY = 3;
  private static final int QUERY_EVERY = 16;
  // What has to end before the next message: the answer to the last one, and its own sending.
  private static final int BOTH = 2;

  /** What a slot does. */
  enum Kind {
    RECEIVE,
    SEND,
    IOCTL
  }

  /** One structure with its buffer: at most one operation at a time. */
  final class Slot {
    final Kind kind;
    final Overlapped overlapped;
    final int offset;
    final WsaBuffers buffers;
    final AtomicLong started = new AtomicLong();
    final AtomicLong posted = new AtomicLong();
    final AtomicLong completed = new AtomicLong();
    final CompletionRoutine routine = (error, bytes, o, flags) -> finished(this, error, bytes);

    Slot(Kind kind) {
      this.kind = kind;
      this.overlapped = structures.overlapped(kind.ordinal());
      this.offset = kind.ordinal() * MESSAGE;
      this.buffers = WsaBuffers.of(data, offset, MESSAGE);
    }

    boolean isQuiet() {
      return posted.get() == started.get() && started.get() == completed.get();
    }

    private void start() {
      long count = started.incrementAndGet();
      boolean asFile = count % 2 == 0 && !byRoutine;
      boolean going =
          switch (kind) {
            case RECEIVE -> asFile ? readFile() : recv();
            case SEND -> asFile ? writeFile() : send();
            case IOCTL -> ioctl();
          };
      if (!going) {
        load.wrong.add(kind + " was refused");
      }
      posted.incrementAndGet();
    }

    private boolean recv() {
      return began(load.ws2.wsaRecv(socket, buffers, 0, overlapped, told()));
    }

    private boolean send() {
      return began(load.ws2.wsaSend(socket, buffers, 0, overlapped, told()));
    }

    private boolean ioctl() {
      long out = data.address() + offset;
      return began(load.ws2.wsaIoctl(socket, Winsock2.FIONREAD, 0, 0, out, 4, overlapped, told()));
    }

    private boolean readFile() {
      return began(load.kernel32.readFile(socket, buffers, overlapped));
    }

    private boolean writeFile() {
      return began(load.kernel32.writeFile(socket, buffers, overlapped));
    }

    private @Nullable CompletionRoutine told() {
      return byRoutine ? routine : null;
    }

    private boolean began(TransferResult result) {
      return result.started();
    }

    private boolean began(FileResult result) {
      return result.returnValue() || result.isPending();
    }
  }

  final Slot receive;
  final Slot send;
  final Slot ioctl;
  final SocketHandle socket;
  final boolean byRoutine;
  private final MixedLoad load;
  private final OverlappedBlock structures = OverlappedBlock.allocate(Kind.values().length);
  private final NativeBlock data = NativeBlock.allocate((long) Kind.values().length * MESSAGE);
  private final AtomicInteger ended = new AtomicInteger();
  private long lastSent;
  private long lastReceived;

  MixedEnd(MixedLoad load, SocketHandle socket, boolean byRoutine) {
    this.load = load;
    this.socket = socket;
    this.byRoutine = byRoutine;
    this.receive = new Slot(Kind.RECEIVE);
    this.send = new Slot(Kind.SEND);
    this.ioctl = new Slot(Kind.IOCTL);
  }

  /** Who begins sends the first message; the other has nothing of its own to wait for. */
  void begin(boolean first) {
    receive.start();
    if (first) {
      ended.set(1);
      turn();
    } else {
      ended.set(1);
    }
  }

  /** An operation was told, by whatever means. */
  void finished(Slot slot, int error, int bytes) {
    if (slot.completed.incrementAndGet() > slot.started.get()) {
      load.wrong.add(slot.kind + " was told once too often");
      return;
    }
    if (error != 0 || load.closing) {
      if (!load.closing) {
        load.wrong.add(slot.kind + " ended with " + error);
      }
      return;
    }
    if (slot.kind == Kind.IOCTL) {
      return;
    }
    check(slot, bytes);
    if (slot.kind == Kind.RECEIVE) {
      slot.start(); // the last one stays pending until the socket is closed
    }
    turn();
  }

  private void turn() {
    if (ended.incrementAndGet() < BOTH) {
      return;
    }
    ended.set(0);
    boolean asks = lastSent % IOCTL_EVERY == 0 && ioctl.isQuiet();
    if (load.budget.addAndGet(asks ? -3 : -2) < 0) {
      return;
    }
    if (asks) {
      ioctl.start();
    }
    lastSent++;
    data.buffer().putLong(send.offset, lastSent);
    send.start();
  }

  private void check(Slot slot, int bytes) {
    if (bytes != MESSAGE) {
      load.wrong.add(slot.kind + " of " + bytes + " bytes");
    }
    if (slot.kind == Kind.RECEIVE) {
      long number = data.buffer().getLong(slot.offset);
      lastReceived++;
      if (number != lastReceived) {
        load.wrong.add("message " + number + " in the place of " + lastReceived);
      }
      if (lastReceived % QUERY_EVERY == 0
          && load.ws2.wsaGetOverlappedResult(socket, slot.overlapped, false).bytes() != bytes) {
        load.wrong.add("the result query disagrees");
      }
    }
  }

  long operations() {
    return receive.completed.get() + send.completed.get() + ioctl.completed.get();
  }

  long started() {
    return receive.started.get() + send.started.get() + ioctl.started.get();
  }

  boolean isTold() {
    return receive.isQuiet() && send.isQuiet() && ioctl.isQuiet();
  }

  /** Nothing is under way but the receive for a message that does not come. */
  boolean isIdle() {
    return send.isQuiet()
        && ioctl.isQuiet()
        && receive.posted.get() == receive.started.get()
        && receive.posted.get() == receive.completed.get() + 1;
  }

  /** Frees what the operations used; the socket was closed and every operation told. */
  @Override
  public void close() {
    structures.close();
    data.close();
  }
}
