package dev.wsplab.load;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.timing.FaultPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One client in one thread that does what it likes, within the rules: every decision follows from
 * the seed.
 */
final class RandomRun {
  private static final int SLOTS = 24;
  private static final int STEPS = 60;
  private static final long BOUND = TimeUnit.SECONDS.toNanos(20);

  private final Random random;
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final List<RandomSlot> slots = new ArrayList<>();
  private final OverlappedBlock structures = OverlappedBlock.allocate(SLOTS);
  private final PortHandle port;
  private final EventHandle networkEvent;
  private final RandomSockets sockets;
  private final RandomCalls calls;
  private final Set<String> succeeded = new HashSet<>();
  private int failed;
  private boolean ending;

  RandomRun(Winsock winsock, long seed) {
    this.random = new Random(seed);
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
    this.port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new RandomSlot(structures.overlapped(i), kernel32, random.nextBoolean()));
    }
    this.networkEvent = kernel32.createEvent(true, false);
    this.sockets = new RandomSockets(ws2, kernel32, random, port);
    this.calls = new RandomCalls(ws2, kernel32, sockets, random, this::told);
  }

  /** Runs it and closes the environment, which throws what was broken. */
  void run() {
    run(winsock::connectedPair);
  }

  /**
   * The same where calls fail. In every other run those that connect do, too: a run without
   * connection has begun and ended by the rules.
   */
  void run(FaultPlan plan) {
    if (random.nextBoolean()) {
      run(this::connectedOrNothing);
      return;
    }
    plan.suspend();
    run(
        () -> {
          SocketPair pair = winsock.connectedPair();
          plan.resume();
          return pair;
        });
  }

  /** What has ended with success: the kind of operation, and how the client heard. */
  Set<String> succeeded() {
    return succeeded;
  }

  /** How many operations have ended with an error. */
  int failed() {
    return failed;
  }

  private @Nullable SocketPair connectedOrNothing() {
    try {
      return winsock.connectedPair();
    } catch (WinsockException e) {
      return null;
    }
  }

  private void run(Supplier<@Nullable SocketPair> connect) {
    try {
      SocketPair pair = connect.get();
      if (pair == null) {
        return;
      }
      SocketHandle client = pair.client().handle();
      SocketHandle server = pair.server().handle();
      sockets.add(client, server);
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      if (random.nextInt(4) > 0) {
        end(client, server);
      }
    } finally {
      winsock.close();
      // What is still queued does nothing, but would end a wait of the next test in this thread.
      Kernel.get().threads().runApcs();
      structures.close();
      slots.forEach(RandomSlot::close);
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4, 5 ->
          slots.stream().filter(slot -> !slot.busy).findFirst().ifPresent(calls::start);
      case 6, 7 -> listen();
      case 8 -> cancel();
      case 9 -> watch();
      case 10 -> closeOrShutDown();
      default -> kernel32.sleepEx(0, true);
    }
  }

  /** Cancels one operation, or what this thread has started on a socket. */
  private void cancel() {
    RandomSlot slot = slots.get(random.nextInt(SLOTS));
    if (!slot.busy) {
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> kernel32.cancelIoEx(slot.socket, slot.overlapped);
      case 1 -> kernel32.cancelIoEx(slot.socket, null);
      default -> kernel32.cancelIo(slot.socket);
    }
  }

  /** Asks for network events, or for what has come of them, or what is ready. */
  private void watch() {
    SocketHandle s = random.nextBoolean() ? sockets.stream() : sockets.datagram();
    if (s == null) {
      return;
    }
    switch (random.nextInt(4)) {
      case 3 -> ws2.select(FdSet.of(s), FdSet.of(s), FdSet.of(s), new TimeVal(0, 0));
      case 0 ->
          ws2.wsaEventSelect(
              s, networkEvent, Winsock2.FD_READ | Winsock2.FD_WRITE | Winsock2.FD_CLOSE);
      case 1 -> ws2.wsaEnumNetworkEvents(s, networkEvent);
      default -> ws2.wsaEventSelect(s, networkEvent, 0);
    }
  }

  private void closeOrShutDown() {
    SocketHandle s = sockets.stream();
    if (s == null) {
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> sockets.close(s);
      case 1 -> ws2.shutdown(s, random.nextInt(3));
      default -> ws2.getpeername(s);
    }
  }

  /** An operation has ended, and the client knows. */
  private void told(RandomSlot slot) {
    slot.busy = false;
    if (NtStatus.isSuccess(slot.overlapped.internal())) {
      succeeded.add(slot.kind + " by " + slot.way + (slot.byPacket ? " and packet" : ""));
    } else {
      failed++;
    }
    if (random.nextBoolean()) {
      ws2.wsaGetOverlappedResult(slot.socket, slot.overlapped, false);
    }
    SocketHandle accepted = slot.accepting;
    slot.accepting = null;
    if (accepted == null) {
      return;
    }
    if (ending || !NtStatus.isSuccess(slot.overlapped.internal())) {
      sockets.close(accepted);
    } else {
      sockets.addStream(accepted);
    }
  }

  /** Takes what packets, events and structures tell. */
  private void listen() {
    for (QueuedCompletion taken = packet(); taken.taken(); taken = packet()) {
      long address = taken.overlapped();
      slots.stream().filter(x -> x.overlapped.address() == address).forEach(this::told);
    }
    for (RandomSlot slot : slots) {
      if (slot.busy && !slot.byPacket && isTold(slot)) {
        told(slot);
      }
    }
  }

  private QueuedCompletion packet() {
    return kernel32.getQueuedCompletionStatus(port, 0);
  }

  private boolean isTold(RandomSlot slot) {
    return switch (slot.way) {
      case EVENT, EVENT_LOW_BIT ->
          kernel32.waitForSingleObjectEx(slot.event, 0, false).returnValue()
              == WaitResult.WAIT_OBJECT_0;
      case NOTHING -> !slot.overlapped.isPending();
      case ROUTINE -> false;
    };
  }

  /** Closes all sockets, and hears of everything. */
  private void end(SocketHandle client, SocketHandle server) {
    ending = true;
    sockets.close(random.nextBoolean() ? client : server);
    listen();
    sockets.closeAll();
    long end = System.nanoTime() + BOUND;
    while (slots.stream().anyMatch(slot -> slot.busy)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not told within the bound: " + winsock.pendingOperations());
      }
      kernel32.sleepEx(0, true);
      listen();
    }
  }
}
