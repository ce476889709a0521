package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;

/** Datagrams that were permitted and wait to be received, and errors among them. Thread-safe. */
final class ArrivedDatagrams {
  private record Item(Arrived arrived, byte[] payload) {}

  private final Deque<Item> items = new ArrayDeque<>();
  private long bytes;

  /** Adds a datagram, or an error without data. */
  synchronized void add(Arrived arrived, byte[] payload) {
    items.add(new Item(arrived, payload));
    bytes += payload.length;
  }

  /** Whether another one may come: there is always room for one. */
  synchronized boolean hasRoom(long limit) {
    return items.isEmpty() || bytes < limit;
  }

  synchronized boolean isEmpty() {
    return items.isEmpty();
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Receives the oldest one; with a peek it stays, unless it is an error. */
  synchronized Arrived receive(Iovec room, boolean peek) {
    Item first = items.peek();
    if (first == null) {
      return Arrived.failed(WsaError.WSAEWOULDBLOCK.code());
    }
    Arrived arrived = first.arrived();
    if (arrived.error() != 0) {
      items.remove();
      return arrived;
    }
    int copied;
    try {
      copied = write(first.payload(), room);
    } catch (AccessViolationException e) {
      return Arrived.failed(WsaError.WSAEFAULT.code());
    }
    if (!peek) {
      items.remove();
      bytes -= first.payload().length;
    }
    boolean truncated = copied < first.payload().length;
    return new Arrived(0, copied, truncated, arrived.from(), arrived.to());
  }

  private static int write(byte[] data, Iovec room) {
    GuardedMemory memory = Kernel.get().memory();
    long[] addresses = room.addresses(Integer.MAX_VALUE);
    long[] lengths = room.lengths(Integer.MAX_VALUE);
    int copied = 0;
    for (int i = 0; i < addresses.length && copied < data.length; i++) {
      int part = (int) Math.min(lengths[i], data.length - copied);
      memory.write(data, copied, part, addresses[i]);
      copied += part;
    }
    return copied;
  }
}
