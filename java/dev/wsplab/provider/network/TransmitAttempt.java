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
  private final @Nullable Attempt atEnd;
  private @Nullable SendAttempt sending;
  private @Nullable ByteBuffer piece;
  private long offset;
  private long remaining;
  private boolean inFile;
  private long sent;

  /**
   * Makes an attempt.
   *
   * @param elements what to send
   * @param atEnd what to do when all has been sent, or null
   */
  TransmitAttempt(TcpSocket socket, List<TransmitElement> elements, @Nullable Attempt atEnd) {
    this.socket = socket;
    this.left = new ArrayDeque<>(elements);
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
      left.remove();
      return new SendAttempt(socket, WsaBuffers.of(memory.address(), memory.length()), 0);
    }
    return element instanceof TransmitElement.File file ? nextOf(file) : null;
  }

  @SuppressWarnings("builder:required.method.not.called") // the file is its client's to close
  private @Nullable SendAttempt nextOf(TransmitElement.File file) throws IOException {
    if (!inFile) {
      inFile = true;
      boolean current = file.offset() == TransmitElement.File.CURRENT;
      offset = current ? file.file().position() : file.offset();
      remaining = file.length() == 0 ? Long.MAX_VALUE : file.length();
    }
    ByteBuffer room = piece == null ? ByteBuffer.allocateDirect(PIECE) : piece;
    piece = room;
    room.clear().limit((int) Math.min(PIECE, remaining));
    int read = room.hasRemaining() ? file.file().read(room, offset) : -1;
    if (read <= 0) {
      inFile = false;
      left.remove();
      return null;
    }
    offset += read;
    remaining -= read;
    return new SendAttempt(socket, WsaBuffers.of(room.flip()), 0);
  }
}
