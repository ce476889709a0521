package dev.wsplab.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that is served, and the words around it. */
final class HttpContent {
  /** A request, as the clients send it. */
  static final byte[] REQUEST =
      "GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How long the file is. */
  static final int LENGTH = 256 << 10;

  private HttpContent() {}

  /** The words before the file. */
  static byte[] head() {
    return ("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** How long an answer is. */
  static int answerLength() {
    return head().length + LENGTH;
  }

  /**
   * Writes the file; a word of four bytes holds its own number, so that no part is like another.
   */
  static Path write(Path folder) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(LENGTH);
    while (all.hasRemaining()) {
      all.putInt(all.position() / Integer.BYTES * 0x9E3779B1);
    }
    return Files.write(folder.resolve("file"), all.array());
  }

  /** Which byte stands at a place of the answer. */
  static byte at(byte[] head, int place) {
    if (place < head.length) {
      return head[place];
    }
    int offset = place - head.length;
    int word = offset / Integer.BYTES * 0x9E3779B1;
    return (byte) (word >> (24 - 8 * (offset % Integer.BYTES)));
  }
}
