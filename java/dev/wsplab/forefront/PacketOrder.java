package dev.wsplab.forefront;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Takes packets from the port, and puts those aside that others are to overtake (FWX-57, FWX-92).
 * Thread-safe; nothing is held during a wait.
 */
final class PacketOrder {
  private static final class Aside {
    private final Packet packet;
    private int left;

    Aside(Packet packet, int left) {
      this.packet = packet;
      this.left = left;
    }
  }

  private final FwxService service;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Aside> aside = new ArrayList<>();

  PacketOrder(FwxService service) {
    this.service = service;
  }

  /**
   * Takes the next packet.
   *
   * @param timeoutMillis 0 does not wait, -1 waits for ever
   * @return null when the time is over, or when the port was closed
   */
  @Nullable Packet take(int timeoutMillis) {
    while (true) {
      Packet ripe = ripe();
      if (ripe != null) {
        return ripe;
      }
      Packet packet = service.port().take(timeoutMillis);
      if (packet == null) {
        return null;
      }
      if (!putAside(packet)) {
        return packet;
      }
    }
  }

  /** Whether packets wait that nothing will overtake any more: a worker is to look. */
  boolean isStuck() {
    lock.lock();
    try {
      return !aside.isEmpty() && service.sureToCome() <= aside.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Packet ripe() {
    lock.lock();
    try {
      for (int i = 0; i < aside.size(); i++) {
        if (aside.get(i).left <= 0) {
          return aside.remove(i).packet;
        }
      }
      // What is held back by a plan, or waits for a peer, may never come: it does not count.
      boolean alone = !aside.isEmpty() && service.sureToCome() <= aside.size();
      return alone ? aside.remove(0).packet : null;
    } finally {
      lock.unlock();
    }
  }

  private boolean putAside(Packet packet) {
    int delay = delayOf(packet);
    lock.lock();
    try {
      if (delay > 0) {
        aside.add(new Aside(packet, delay));
        return true;
      }
      if (packet.key() != Packet.WAKE) {
        aside.forEach(waiting -> waiting.left--);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private int delayOf(Packet packet) {
    if (packet.key() != Packet.FILE) {
      return 0;
    }
    FwxOverlapped object = service.objects().at(packet.overlapped());
    FileIo io = object == null ? null : object.io();
    return io == null ? 0 : io.delay();
  }
}
