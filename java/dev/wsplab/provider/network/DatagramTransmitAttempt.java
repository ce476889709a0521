package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code TransmitPackets} to the default peer of a datagram socket: elements go together into one
 * datagram until an element says {@code TP_ELEMENT_EOP}, or the size of a send is reached (page
 * TransmitPackets).
 */
final class DatagramTransmitAttempt implements Attempt {
  private static final int ROOM = 1 << 16;

  private final GuardedMemory memory;
  private final TcpSocket socket;
  private final Deque<TransmitElement> left;
  private final long sendSize;
  private final ByteBuffer room = ByteBuffer.allocateDirect(ROOM);
  private @Nullable DatagramSendAttempt sending;
  // How much of the first element has been taken.
  private long taken;
  private int sent;

  /**
   * Makes an attempt.
   *
   * @param sendSize bytes of a datagram at most, unsigned; 0 for as many as it can have
   */
  DatagramTransmitAttempt(
      GuardedMemory memory, TcpSocket socket, List<TransmitElement> elements, int sendSize) {
    this.memory = memory;
    this.socket = socket;
    this.left = new ArrayDeque<>(elements);
    this.sendSize =
        sendSize == 0 ? DatagramOptions.largestMessage(socket) : Integer.toUnsignedLong(sendSize);
  }

  @Override
  public @Nullable Outcome attempt() {
    while (true) {
      DatagramSendAttempt now = sending;
      if (now == null) {
        int error = gather();
        if (error != 0) {
          return Outcome.failed(error);
        }
        if (room.position() == 0) {
          return Outcome.done(sent);
        }
        now = new DatagramSendAttempt(socket, WsaBuffers.of(room.flip()), null, null);
        sending = now;
      }
      Outcome outcome = now.attempt();
      if (outcome == null || !outcome.succeeded()) {
        return outcome;
      }
      sending = null;
      sent += outcome.bytes();
    }
  }

  /** Takes the bytes of the next datagram: 0, or an error. */
  private int gather() {
    room.clear();
    try {
      boolean ended = false;
      while (!ended && !left.isEmpty() && room.position() < sendSize) {
        ended = take(left.getFirst());
      }
      boolean fits = room.position() <= DatagramOptions.largestMessage(socket);
      return fits ? 0 : WsaError.WSAEMSGSIZE.code();
    } catch (IOException e) {
      return WsaError.WSASYSCALLFAILURE.code(); // the file cannot be read, or has been closed
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  /** Takes what fits of an element; whether the datagram ends with it. */
  private boolean take(TransmitElement element) throws IOException {
    int most = (int) Math.min(room.remaining(), sendSize - room.position());
    int now = element instanceof TransmitElement.File file ? read(file, most) : copy(element, most);
    taken += Math.max(0, now);
    boolean isDone = now < 0 || isTaken(element);
    if (isDone) {
      left.removeFirst();
      taken = 0;
    }
    // A room that is full is more than a datagram can have, and gather says so.
    return isDone && element.endsPacket() && room.position() > 0 || !room.hasRemaining();
  }

  private int copy(TransmitElement element, int most) {
    if (!(element instanceof TransmitElement.Memory source)) {
      return -1;
    }
    int count = (int) Math.min(most, Integer.toUnsignedLong(source.length()) - taken);
    byte[] bytes = new byte[count];
    memory.read(source.address() + taken, bytes, 0, count);
    room.put(bytes);
    return count;
  }

  @SuppressWarnings("builder:required.method.not.called") // the file is its client's to close
  private int read(TransmitElement.File file, int most) throws IOException {
    long wanted = file.length() == 0 ? most : Math.min(most, file.length() - taken);
    boolean current = file.offset() == TransmitElement.File.CURRENT;
    long from = (current ? file.file().position() : file.offset()) + taken;
    int before = room.limit();
    room.limit(room.position() + (int) wanted);
    try {
      return file.file().read(room, from);
    } finally {
      room.limit(before);
    }
  }

  private boolean isTaken(TransmitElement element) {
    if (element instanceof TransmitElement.Memory source) {
      return taken >= Integer.toUnsignedLong(source.length());
    }
    return element instanceof TransmitElement.File file
        && file.length() != 0
        && taken >= file.length();
  }
}
