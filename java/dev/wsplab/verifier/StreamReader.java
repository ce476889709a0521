package dev.wsplab.verifier;

import java.util.Arrays;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads one stream, piece by piece, and compares it with its {@link StreamPattern}, if it has one.
 * Not thread-safe.
 */
final class StreamReader {
  // How far from its place a piece is looked for, and by how many bytes it is recognised.
  private static final int FAR = 1 << 16;
  private static final int WINDOW = 8;

  private final byte[] header = new byte[StreamPattern.HEADER];
  private @Nullable StreamPattern pattern;
  private long position;
  private boolean lost;

  /**
   * What is wrong.
   *
   * @param pattern of which stream
   * @param position where the stream was when it went wrong
   * @param seen what came there
   */
  record Disorder(StreamPattern pattern, long position, String seen) {}

  /** Whether it is worth while to go on. */
  boolean isReading() {
    return !lost;
  }

  /** It cannot be known any more what comes next. */
  void giveUp() {
    lost = true;
  }

  /** Reads the next piece; says what is wrong with it, once. */
  Optional<Disorder> read(byte[] piece) {
    for (int i = 0; i < piece.length && !lost; i++) {
      StreamPattern known = pattern;
      if (known == null) {
        readHeader(piece[i]);
      } else if (piece[i] == known.at(position)) {
        position++;
      } else if (beginsAnew(piece, i)) {
        // The socket was connected again (DisconnectEx).
        pattern = null;
        position = 0;
        readHeader(piece[i]);
      } else {
        lost = true;
        byte[] rest = Arrays.copyOfRange(piece, i, Math.min(piece.length, i + WINDOW));
        return Optional.of(new Disorder(known, position, describe(known, rest)));
      }
    }
    return Optional.empty();
  }

  private void readHeader(byte next) {
    header[(int) position] = next;
    position++;
    if (position <= StreamPattern.MAGIC.length && next != StreamPattern.MAGIC[(int) position - 1]) {
      lost = true; // other data
    } else if (position == StreamPattern.HEADER) {
      pattern = StreamPattern.ofHeader(header).orElse(null);
      lost = pattern == null;
    }
  }

  private static boolean beginsAnew(byte[] piece, int at) {
    int length = StreamPattern.MAGIC.length;
    return at + length <= piece.length
        && Arrays.equals(piece, at, at + length, StreamPattern.MAGIC, 0, length);
  }

  private String describe(StreamPattern known, byte[] rest) {
    if (rest.length < WINDOW) {
      return "other bytes";
    }
    for (int away = 1; away <= FAR; away++) {
      if (Arrays.equals(known.bytes(position + away, WINDOW), rest)) {
        return "the bytes of position " + (position + away) + ": " + away + " bytes are missing";
      }
      if (position >= away && Arrays.equals(known.bytes(position - away, WINDOW), rest)) {
        return "the bytes of position " + (position - away) + ", " + away + " bytes back";
      }
    }
    return "bytes that are not of this stream";
  }
}
