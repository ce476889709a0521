package dev.wsplab.cli;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Bytes that a client sent and that have not been answered yet. Guarded by the lock of the
 * connection.
 */
final class RequestBuffer {
  /** The longest head, in bytes. */
  static final int LONGEST_HEAD = 8 * 1024;

  private byte[] bytes = new byte[0];

  void add(byte[] more) {
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, before + more.length);
    System.arraycopy(more, 0, bytes, before, more.length);
  }

  /**
   * Takes the next request.
   *
   * @return null when its head is not complete yet
   * @throws HttpProblem 400 or 431; nothing can be read from this connection any more
   */
  @Nullable HttpRequest next() throws HttpProblem {
    skipEmptyLines();
    int end = endOfHead();
    if (end > LONGEST_HEAD || end < 0 && bytes.length > LONGEST_HEAD) {
      throw new HttpProblem(
          HttpStatus.HEADER_FIELDS_TOO_LARGE, "a head may have " + LONGEST_HEAD + " bytes");
    }
    if (end < 0) {
      return null;
    }
    byte[] head = Arrays.copyOf(bytes, end);
    bytes = Arrays.copyOfRange(bytes, afterTwoLineEnds(end), bytes.length);
    return HttpRequest.parse(head);
  }

  private int afterTwoLineEnds(int start) {
    int at = start;
    for (int ends = 0; ends < 2; at++) {
      ends += bytes[at] == '\n' ? 1 : 0;
    }
    return at;
  }

  // Before a request line they are to be ignored (RFC 9112, 2.2).
  private void skipEmptyLines() {
    int start = 0;
    while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
      start++;
    }
    bytes = start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
  }

  // Where the line end before the empty line begins. A lone LF ends a line, too (RFC 9112, 2.2).
  private int endOfHead() {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      int last = bytes[i - 1] == '\r' ? i - 2 : i - 1;
      if (last >= 0 && bytes[last] == '\n') {
        return last > 0 && bytes[last - 1] == '\r' ? last - 1 : last;
      }
    }
    return -1;
  }
}
