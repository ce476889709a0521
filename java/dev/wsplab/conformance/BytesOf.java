package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;

/** The bytes of buffers as texts with one character for each byte. */
final class BytesOf {
  private BytesOf() {}

  /**
   * Reads bytes in the order of the array (WSP-RECV-1).
   *
   * @param bytes how many; fewer when the buffers hold fewer
   * @throws AccessViolationException when one cannot be read
   */
  static String read(GuardedMemory memory, WsaBuffers buffers, int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < buffers.count() && text.length() < bytes; i++) {
      int part = (int) Math.min(bytes - text.length(), buffers.length(i));
      text.append(read(memory, buffers.address(i), part));
    }
    return text.toString();
  }

  /**
   * Reads bytes at an address.
   *
   * @throws AccessViolationException when one cannot be read
   */
  static String read(GuardedMemory memory, long address, int length) {
    byte[] bytes = new byte[length];
    memory.read(address, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes bytes in the order of the array, without holes (WSP-RECV-1); what finds no room is left
   * out.
   *
   * @throws AccessViolationException when one cannot be written
   */
  static void write(GuardedMemory memory, WsaBuffers buffers, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    int done = 0;
    for (int i = 0; i < buffers.count() && done < bytes.length; i++) {
      int part = (int) Math.min(bytes.length - done, buffers.length(i));
      memory.write(bytes, done, part, buffers.address(i));
      done += part;
    }
  }

  /** All bytes that buffers hold, as far as a scenario's do. */
  static int sizeOf(WsaBuffers buffers) {
    long size = 0;
    for (int i = 0; i < buffers.count(); i++) {
      size += buffers.length(i);
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
