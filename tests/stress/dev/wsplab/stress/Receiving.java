package dev.wsplab.stress;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A receive that pends on a loopback socket, in an environment of its own; its structure and room
 * are freed with it.
 */
final class Receiving {
  static final long KEY = 42;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Winsock winsock = Winsock.builder().build();
  final CompletionPort port = winsock.completionPort();
  final SocketPair sockets = winsock.connectedPair();
  private final NativeBlock room = NativeBlock.allocate(16);
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final OverlappedBlock block = OverlappedBlock.allocate(1);
  final Overlapped overlapped = block.overlapped();
  private volatile int cleanedUp; // with which error, if it was

  /** The socket has its port already. */
  static Receiving withPort() {
    Receiving receiving = new Receiving();
    receiving.port.associate(receiving.sockets.server().handle(), KEY);
    receiving.start();
    return receiving;
  }

  /** It has none, yet. */
  static Receiving withoutPort() {
    Receiving receiving = new Receiving();
    receiving.start();
    return receiving;
  }

  /** Nothing is under way: the actor whose thread it is to be starts it. */
  static Receiving notStarted() {
    return new Receiving();
  }

  private void start() {
    sockets.server().startRecv(WsaBuffers.of(room), overlapped);
  }

  void start(CompletionRoutine routine) {
    sockets.server().startRecv(WsaBuffers.of(room), overlapped, routine);
  }

  void send() {
    sockets.client().send(WsaBuffers.of(data));
  }

  /** WSANOTINITIALISED and what a cleaned-up socket gives: then there is nothing to send. */
  void sendUnlessCleanedUp() {
    try {
      send();
    } catch (WinsockException e) {
      cleanedUp = e.errno();
    }
  }

  /** Waits for a packet or a routine, alertably; returns how many packets there were. */
  int takeAlertably() {
    return takeAlertably(50);
  }

  /** The same, for so many milliseconds. */
  int takeAlertably(int millis) {
    try (CompletionEntries entries = new CompletionEntries(4)) {
      boolean taken =
          winsock
              .kernel32()
              .getQueuedCompletionStatusEx(port.handle(), entries, millis, true)
              .returnValue();
      return taken ? entries.count() : 0;
    }
  }

  /**
   * Takes what comes until nobody is owed anything, for what an actor has begun another thread may
   * end: "nothing", "3 bytes", "error 995", or "wrong" and what was.
   */
  String packets() {
    List<QueuedCompletion> taken = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (overlapped.isPending() || !isOver()) {
      port.take(Duration.ZERO).ifPresent(taken::add);
      if (System.nanoTime() > end) {
        return "wrong: not over after " + PATIENCE + ", taken: " + taken;
      }
      Thread.onSpinWait();
    }
    port.take(Duration.ZERO).ifPresent(taken::add);
    if (taken.isEmpty()) {
      return "nothing";
    }
    QueuedCompletion packet = taken.get(0);
    if (taken.size() > 1
        || packet.key() != KEY
        || packet.overlapped() != overlapped.address()
        || overlapped.internalHigh() != packet.bytes()) {
      return "wrong: " + taken;
    }
    return packet.error() == 0 ? packet.bytes() + " bytes" : "error " + packet.error();
  }

  /** What the structure says now. */
  String status() {
    if (overlapped.isPending()) {
      return "pending";
    }
    return overlapped.internal() == 0
        ? overlapped.internalHigh() + " bytes"
        : String.format("status %x, %d bytes", overlapped.internal(), overlapped.internalHigh());
  }

  /** Whether nobody is owed anything. */
  boolean isOver() {
    return winsock.pendingOperations().isEmpty() && winsock.undeliveredOperations().isEmpty();
  }

  void close() {
    winsock.close();
    block.close();
    room.close();
    data.close();
  }
}
