package dev.wsplab.spi;

import java.nio.channels.FileChannel;

/**
 * A part of what {@code TransmitFile} and {@code TransmitPackets} send: {@code
 * TRANSMIT_PACKETS_ELEMENT}.
 */
public sealed interface TransmitElement {
  /**
   * {@return {@code TP_ELEMENT_EOP}: the next element does not go into the same send} On a datagram
   * socket a datagram ends here; a stream has no such borders.
   */
  boolean endsPacket();

  /**
   * {@code TP_ELEMENT_MEMORY}: bytes at an address, which must stay until the completion was
   * delivered.
   *
   * @param address of the first byte
   * @param length in bytes, read as unsigned
   */
  record Memory(long address, int length, boolean endsPacket) implements TransmitElement {
    /**
     * Without {@code TP_ELEMENT_EOP}.
     *
     * @param address where the bytes lie; they are the caller's until the operation is over
     * @param length how many bytes
     */
    public Memory(long address, int length) {
      this(address, length, false);
    }
  }

  /**
   * {@code TP_ELEMENT_FILE}: bytes of an open file. The file's own position does not move.
   *
   * @param file open for reading until the completion was delivered
   * @param offset of the first byte; {@link #CURRENT} for the file's position
   * @param length in bytes; 0 for all that follow
   */
  record File(FileChannel file, long offset, long length, boolean endsPacket)
      implements TransmitElement {
    /** Begin at the file's position. */
    public static final long CURRENT = -1;

    /**
     * Without {@code TP_ELEMENT_EOP}.
     *
     * @param file the file; it stays open until the operation is over
     * @param offset where in the file to begin, in bytes
     * @param length how many bytes, 0 for all up to the end
     */
    public File(FileChannel file, long offset, long length) {
      this(file, offset, length, false);
    }
  }
}
