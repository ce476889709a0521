package dev.wsplab.load;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One client in one thread that does what it likes, within the rules: every decision follows from
 * the seed.
 */
final class RandomRun {
  private static final int SLOTS = 24;
  private static final int STEPS = 60;
  private static final long BOUND = TimeUnit.SECONDS.toNanos(20);

  /** How a client hears of the end of an operation. */
  private enum Way {
    EVENT,
    EVENT_LOW_BIT,
    ROUTINE,
    NOTHING
  }

  /** What one operation at a time uses. */
  private final class Slot {
    final Overlapped overlapped;
    final EventHandle event = kernel32.createEvent(random.nextBoolean(), false);
    final NativeBlock room = NativeBlock.allocate(16);
    SocketHandle socket = SocketHandle.INVALID;
    Way way = Way.NOTHING;
    boolean byPacket;
    boolean busy;

    Slot(Overlapped overlapped) {
      this.overlapped = overlapped;
    }

    void told() {
      busy = false;
      if (random.nextBoolean()) {
        ws2.wsaGetOverlappedResult(socket, overlapped, false);
      }
    }
  }

  private final Random random;
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final List<Slot> slots = new ArrayList<>();
  private final OverlappedBlock structures = OverlappedBlock.allocate(SLOTS);
  private final PortHandle port;
  private boolean clientHasPort;
  private boolean serverHasPort;

  RandomRun(Winsock winsock, long seed) {
    this.random = new Random(seed);
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
    this.port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new Slot(structures.overlapped(i)));
    }
  }

  /** Runs it and closes the environment, which throws what was broken. */
  void run() {
    try {
      SocketPair pair = winsock.connectedPair();
      SocketHandle client = pair.client().handle();
      SocketHandle server = pair.server().handle();
      clientHasPort = random.nextBoolean() && associated(client);
      serverHasPort = random.nextBoolean() && associated(server);
      for (int i = 0; i < STEPS; i++) {
        step(client, server);
      }
      if (random.nextInt(4) > 0) {
        end(client, server);
      }
    } finally {
      winsock.close();
      structures.close();
      slots.forEach(slot -> slot.room.close());
    }
  }

  private boolean associated(SocketHandle s) {
    kernel32.createIoCompletionPort(s, port, s.value(), 0).orThrow();
    return true;
  }

  private void step(SocketHandle client, SocketHandle server) {
    boolean first = random.nextBoolean();
    SocketHandle s = first ? client : server;
    boolean hasPort = first ? clientHasPort : serverHasPort;
    switch (random.nextInt(6)) {
      case 0, 1 -> start(s, hasPort, true);
      case 2, 3 -> start(s, hasPort, false);
      case 4 -> listen();
      default -> kernel32.sleepEx(0, true);
    }
  }

  private void start(SocketHandle s, boolean hasPort, boolean receives) {
    Slot slot = slots.stream().filter(x -> !x.busy).findFirst().orElse(null);
    if (slot == null) {
      return;
    }
    Way[] ways = hasPort ? new Way[] {Way.EVENT, Way.EVENT_LOW_BIT, Way.NOTHING} : Way.values();
    slot.way = ways[random.nextInt(ways.length)];
    slot.socket = s;
    slot.byPacket = hasPort && slot.way != Way.EVENT_LOW_BIT;
    slot.busy = true;
    slot.overlapped.storeEvent(
        switch (slot.way) {
          case EVENT -> slot.event.value();
          case EVENT_LOW_BIT -> slot.event.value() | 1;
          case ROUTINE -> random.nextLong();
          case NOTHING -> 0;
        });
    CompletionRoutine routine =
        slot.way == Way.ROUTINE ? (error, bytes, overlapped, flags) -> slot.told() : null;
    WsaBuffers buffers = WsaBuffers.of(slot.room, 0, 1 + random.nextInt(16));
    TransferResult result =
        receives
            ? ws2.wsaRecv(s, buffers, 0, slot.overlapped, routine)
            : ws2.wsaSend(s, buffers, 0, slot.overlapped, routine);
    if (!result.started()) {
      slot.busy = false;
    }
  }

  /** Takes what packets, events and structures tell. */
  private void listen() {
    for (QueuedCompletion taken = packet(); taken.taken(); taken = packet()) {
      long address = taken.overlapped();
      slots.stream().filter(x -> x.overlapped.address() == address).forEach(Slot::told);
    }
    for (Slot slot : slots) {
      if (slot.busy && !slot.byPacket && isTold(slot)) {
        slot.told();
      }
    }
  }

  private QueuedCompletion packet() {
    return kernel32.getQueuedCompletionStatus(port, 0);
  }

  private boolean isTold(Slot slot) {
    return switch (slot.way) {
      case EVENT, EVENT_LOW_BIT ->
          kernel32.waitForSingleObjectEx(slot.event, 0, false).returnValue()
              == WaitResult.WAIT_OBJECT_0;
      case NOTHING -> !slot.overlapped.isPending();
      case ROUTINE -> false;
    };
  }

  /** Closes both ends, and hears of everything. */
  private void end(SocketHandle client, SocketHandle server) {
    ws2.closesocket(random.nextBoolean() ? client : server);
    listen();
    ws2.closesocket(client);
    ws2.closesocket(server);
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
