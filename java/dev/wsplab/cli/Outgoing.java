package dev.wsplab.cli;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A response on its way, chunk by chunk. Guarded by the lock of the connection. */
final class Outgoing {
  private final HttpResponse response;
  private final byte[] head;
  private final long bodyLength;
  private final boolean keepsAlive;
  private int headTaken;
  private long bodyTaken;

  /**
   * Prepares to send a response.
   *
   * @param withBody false for HEAD
   */
  Outgoing(HttpResponse response, boolean withBody, boolean keepsAlive) {
    this.response = response;
    this.head = response.head(keepsAlive);
    this.bodyLength = withBody ? response.body().length() : 0;
    this.keepsAlive = keepsAlive;
  }

  /**
   * Fills the room with what comes next; what is then before its position is to be sent, and is
   * nothing at the end.
   */
  void fill(ByteBuffer room) throws IOException {
    int part = Math.min(room.remaining(), head.length - headTaken);
    room.put(head, headTaken, part);
    headTaken += part;
    while (room.hasRemaining() && bodyTaken < bodyLength) {
      int read = response.body().read(room, bodyTaken);
      if (read <= 0) {
        throw new IOException("the file is shorter than announced");
      }
      bodyTaken += read;
    }
  }

  int headLength() {
    return head.length;
  }

  boolean keepsAlive() {
    return keepsAlive;
  }

  void close() throws IOException {
    response.close();
  }
}
