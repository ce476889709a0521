package dev.wsplab.provider.network;

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
 * Sends memory and files, one after the other, then ends the connection if that is wanted. A file
 * is read in pieces when their turn has come; one that ends early ends its part.
 */
final class TransmitAttempt implements Attempt {
  private static final int PIECE = 1 << 16;

  private final TcpSocket socket;
  private final Deque<TransmitElement> left;
  private final int mostPerSend;
  private final @Nullable Attempt atEnd;
  private @Nullable SendAttempt sending;
  private @Nullable ByteBuffer piece;
  private long offset;
  private long remaining;
  private boolean inElement;
  private long sent;

  /**
   * Makes an attempt.
   *
   * @param elements what to send
   * @param sendSize bytes of one send at most, unsigned; 0 leaves it to us
   * @param atEnd what to do when all has been sent, or null
   */
  TransmitAttempt(
      TcpSocket socket, List<TransmitElement> elements, int sendSize, @Nullable Attempt atEnd) {
    this.socket = socket;
    this.left = new ArrayDeque<>(elements);
    this.mostPerSend =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                sendSize == 0 ? Integer.MAX_VALUE : Integer.toUnsignedLong(sendSize));
    this.atEnd = atEnd;
  }

  @Override
  public @Nullable Outcome attempt() {
    while (true) {
      Outcome failure = proceed();
      if (failure != null) {
        return failure;
      }
      if (sending != null) {
        return null;
      }
      if (left.isEmpty()) {
        return end();
      }
    }
  }

  private @Nullable Outcome end() {
    Outcome ended = atEnd == null ? Outcome.DONE : atEnd.attempt();
    return ended == null || !ended.succeeded() ? ended : Outcome.done((int) sent);
  }

  /** Sends a piece as far as possible; a failure, or null. */
  private @Nullable Outcome proceed() {
    SendAttempt now = sending;
    if (now == null) {
      try {
        now = next();
      } catch (IOException e) {
        // The file cannot be read, or has been closed.
        return Outcome.failed(WsaError.WSASYSCALLFAILURE);
      }
    }
    sending = now;
    Outcome outcome = now == null ? null : now.attempt();
    if (outcome == null) {
      return null;
    }
    sending = null;
    sent += outcome.bytes();
    return outcome.succeeded() ? null : outcome;
  }

  /** The next piece, or null when the element has none. */
  private @Nullable SendAttempt next() throws IOException {
    TransmitElement element = left.peek();
    if (element instanceof TransmitElement.Memory memory) {
      return nextOf(memory);
    }
    return element instanceof TransmitElement.File file ? nextOf(file) : null;
  }

  private SendAttempt nextOf(TransmitElement.Memory memory) {
    if (!inElement) {
      inElement = true;
      offset = 0;
      remaining = Integer.toUnsignedLong(memory.length());
    }
    int now = (int) Math.min(mostPerSend, remaining);
    SendAttempt next = new SendAttempt(socket, WsaBuffers.of(memory.address() + offset, now), 0);
    offset += now;
    remaining -= now;
    if (remaining == 0) {
      inElement = false;
      left.remove();
    }
    return next;
  }

  @SuppressWarnings("builder:required.method.not.called") // the file is its client's to close
  private @Nullable SendAttempt nextOf(TransmitElement.File file) throws IOException {
    if (!inElement) {
      inElement = true;
      boolean current = file.offset() == TransmitElement.File.CURRENT;
      offset = current ? file.file().position() : file.offset();
      remaining = file.length() == 0 ? Long.MAX_VALUE : file.length();
    }
    ByteBuffer room = piece == null ? ByteBuffer.allocateDirect(PIECE) : piece;
    piece = room;
    room.clear().limit((int) Math.min(Math.min(PIECE, mostPerSend), remaining));
    int read = room.hasRemaining() ? file.file().read(room, offset) : -1;
    if (read <= 0) {
      inElement = false;
      left.remove();
      return null;
    }
    offset += read;
    remaining -= read;
    return new SendAttempt(socket, WsaBuffers.of(room.flip()), 0);
  }
}
