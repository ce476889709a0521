package dev.wsplab.provider.loopback;

import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has arrived at a datagram socket and has not been received: datagrams, and that some of its
 * own found nobody. Guarded by the lock of the network.
 */
final class DatagramQueue {
  /** So many reports of unreachable ports are kept, since nobody has to receive them. */
  private static final int MOST_REPORTS = 1024;

  /**
   * A datagram, or a report that one found nobody.
   *
   * @param data null for a report
   * @param from who sent it
   * @param to where it went
   */
  record Item(byte @Nullable [] data, Endpoint from, Endpoint to) {
    int size() {
      return data == null ? 0 : data.length;
    }
  }

  private final List<Item> items = new ArrayList<>();
  private long bytes;
  private int reports;

  @Nullable Item first() {
    return items.isEmpty() ? null : items.get(0);
  }

  void removeFirst() {
    Item first = items.remove(0);
    bytes -= first.size();
    reports -= first.data == null ? 1 : 0;
  }

  /** Bytes of all datagrams. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes a datagram if there is room: the first one always, others while all together have no more
   * bytes than the buffer. One without bytes counts as one byte.
   *
   * @param overtaking whether it comes before the last one that waits
   * @return whether it was taken; otherwise it is lost
   */
  boolean add(Item item, int buffer, boolean overtaking) {
    int datagrams = items.size() - reports;
    if (datagrams > 0 && Math.max(bytes, datagrams) + Math.max(1, item.size()) > buffer) {
      return false;
    }
    items.add(overtaking && !items.isEmpty() ? items.size() - 1 : items.size(), item);
    bytes += item.size();
    return true;
  }

  /** Takes a report. */
  void addUnreachable(Endpoint from, Endpoint to) {
    if (reports < MOST_REPORTS) {
      items.add(new Item(null, from, to));
      reports++;
    }
  }
}
