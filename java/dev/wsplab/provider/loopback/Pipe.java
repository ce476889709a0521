package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.NetworkSocket;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One direction of a connection. Positions count the bytes of the stream from its beginning.
 *
 * <pre>
 *   read            arrived                written
 *     |  SO_RCVBUF at most  |  SO_SNDBUF at most  |
 *     |  of the receiver    |  of the sender      |
 * </pre>
 *
 * <p>Urgent bytes are kept beside the stream, unless the receiver wants them in line: none is lost,
 * however many come. Guarded by the lock of the network.
 */
final class Pipe {
  static final int MAX_BUFFERS = NetworkSocket.MOST_BUFFERS;

  /** A byte that is urgent, and the position that follows what was sent before it. */
  private record Urgent(long at, byte value, boolean inline) {}

  private final GuardedMemory memory;
  private final ByteQueue bytes;
  private final Deque<Urgent> urgent = new ArrayDeque<>();
  private long read;
  private long arrived;
  private long written;
  private int aside;
  private boolean ended;

  // What the receiver has been told.
  private long toldArrived;
  private long toldUrgent;
  private boolean toldEnd;
  private long takenUrgent;

  Pipe(GuardedMemory memory) {
    this.memory = memory;
    this.bytes = new ByteQueue(memory);
  }

  // The sender's side

  /**
   * Takes what there is room for: bytes, or a negated error.
   *
   * @param urgentLast whether the last byte is urgent
   * @param room how much may be in the pipe
   * @param inline whether the receiver wants urgent bytes in line
   */
  long write(Iovec data, boolean urgentLast, long room, boolean inline) {
    long free = room - bytes.size() - aside;
    if (free <= 0) {
      return -WsaError.WSAEWOULDBLOCK.code();
    }
    long[] addresses = data.addresses(MAX_BUFFERS);
    long[] lengths = data.lengths(MAX_BUFFERS);
    long total = 0;
    for (long length : lengths) {
      total += length;
    }
    boolean mark = urgentLast && total <= free;
    long plain = Math.min(free, mark ? total - 1 : total);
    long taken = 0;
    try {
      for (int i = 0; i < addresses.length; i++) {
        int part = (int) Math.min(lengths[i], plain - taken);
        if (part > 0) {
          bytes.append(addresses[i], part);
          written += part;
          taken += part;
        }
      }
      if (mark) {
        int last = lastFilled(lengths);
        addUrgent(addresses[last] + lengths[last] - 1, inline);
        taken++;
      }
    } catch (AccessViolationException e) {
      return taken > 0 ? taken : -WsaError.WSAEFAULT.code();
    }
    return taken;
  }

  private static int lastFilled(long[] lengths) {
    int last = lengths.length - 1;
    while (lengths[last] == 0) {
      last--;
    }
    return last;
  }

  private void addUrgent(long address, boolean inline) {
    byte[] value = new byte[1];
    memory.read(address, value, 0, 1);
    urgent.add(new Urgent(written, value[0], inline));
    if (inline) {
      bytes.append(value[0]);
      written++;
    } else {
      aside++;
    }
  }

  /** No more comes. */
  void end() {
    ended = true;
  }

  /** What has not arrived is lost. */
  void dropUnsent() {
    bytes.truncate((int) (arrived - read));
    written = arrived;
    while (!urgent.isEmpty() && urgent.getLast().at() > arrived) {
      aside -= urgent.removeLast().inline() ? 0 : 1;
    }
  }

  /** Bytes that have not arrived. */
  long unsent() {
    return written - arrived;
  }

  // Between both

  /** What has arrived since this was asked for the last time, for the receiver to be told. */
  int news() {
    int changes = 0;
    if (arrived > toldArrived) {
      toldArrived = arrived;
      changes |= ReadyChanges.READABLE;
    }
    if (!urgent.isEmpty()) {
      changes |= urgentNews();
    }
    if (hasEnded() && !toldEnd) {
      toldEnd = true;
      changes |= ReadyChanges.READABLE | ReadyChanges.GONE;
    }
    return changes;
  }

  private int urgentNews() {
    long urgentBytes = takenUrgent + urgent.stream().filter(this::isReadable).count();
    if (urgentBytes <= toldUrgent) {
      return 0;
    }
    toldUrgent = urgentBytes;
    return ReadyChanges.EXCEPTIONAL;
  }

  /**
   * Lets bytes arrive.
   *
   * @param room of the receiver
   * @param limit how many at most
   * @return how many have arrived
   */
  long move(long room, long limit) {
    long movable = Math.max(0, Math.min(Math.min(written, read + room) - arrived, limit));
    arrived += movable;
    return movable;
  }

  // The receiver's side

  /** Whether the end has arrived: nothing follows what can be read. */
  boolean hasEnded() {
    return ended && arrived == written;
  }

  /** Whether anything is left that nobody has read. */
  boolean isEmpty() {
    return bytes.size() == 0 && aside == 0;
  }

  /** How much one receive may take: it stops before the next urgent byte. */
  long available() {
    for (Urgent mark : urgent) {
      if (mark.at() > read) {
        return Math.min(mark.at(), arrived) - read;
      }
    }
    return arrived - read;
  }

  /** Copies what is available: bytes, 0 when there are none, or a negated error. */
  long read(Iovec room, boolean peek) {
    long[] addresses = room.addresses(MAX_BUFFERS);
    long[] lengths = room.lengths(MAX_BUFFERS);
    long available = available();
    int copied = 0;
    try {
      for (int i = 0; i < addresses.length && copied < available; i++) {
        int part = (int) Math.min(lengths[i], available - copied);
        if (part > 0) {
          bytes.peek(copied, addresses[i], part);
          copied += part;
        }
      }
    } catch (AccessViolationException e) {
      if (copied == 0) {
        return -WsaError.WSAEFAULT.code();
      }
    }
    if (!peek) {
      bytes.remove(copied);
      read += copied;
      passMarks();
    }
    return copied;
  }

  /** An urgent byte in line is one like all others once it has been read. */
  private void passMarks() {
    Urgent mark = urgent.peek();
    while (mark != null && mark.inline() && mark.at() < read) {
      urgent.remove();
      mark = urgent.peek();
    }
  }

  /** Whether an urgent byte can be read out of band. */
  boolean hasUrgent() {
    return nextUrgent() != null;
  }

  private @Nullable Urgent nextUrgent() {
    for (Urgent mark : urgent) {
      if (isReadable(mark)) {
        return mark;
      }
    }
    return null;
  }

  private boolean isReadable(Urgent mark) {
    return !mark.inline() && mark.at() <= arrived;
  }

  /** Copies the oldest urgent byte: 1, 0 when there is none, or a negated error. */
  long readUrgent(Iovec room, boolean peek) {
    Urgent mark = nextUrgent();
    if (mark == null) {
      return 0;
    }
    try {
      memory.write(new byte[] {mark.value()}, 0, 1, room.addresses(1)[0]);
    } catch (AccessViolationException e) {
      return -WsaError.WSAEFAULT.code();
    }
    if (!peek) {
      urgent.remove(mark);
      aside--;
      takenUrgent++;
    }
    return 1;
  }

  /** Whether no urgent byte lies ahead of the next one. */
  boolean isAtMark() {
    Urgent mark = urgent.peek();
    return mark == null || mark.at() <= read;
  }
}
