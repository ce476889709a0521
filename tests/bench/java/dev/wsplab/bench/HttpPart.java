package dev.wsplab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The next part of an answer, in one direct buffer: copied from the file, without transferTo. */
final class HttpPart {
  /** How large a part is at most. */
  static final int SIZE = 64 << 10;

  private final FileChannel file;
  private final ByteBuffer data;
  private int done;

  HttpPart(FileChannel file, ByteBuffer data) {
    this.file = file;
    this.data = data;
  }

  /** An answer begins. */
  void begin() {
    done = -1;
  }

  /** Whether there is no part left. */
  boolean isOver() {
    return done == HttpContent.LENGTH;
  }

  /** Puts the next part into the buffer, from its first byte to its limit. */
  void next() {
    data.clear();
    if (done < 0) {
      data.put(HttpContent.head());
      done = 0;
    }
    try {
      while (data.hasRemaining() && !isOver()) {
        int read = file.read(data, done);
        if (read < 0) {
          throw new IOException("the file ends at " + done);
        }
        done += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    data.flip();
  }
}
