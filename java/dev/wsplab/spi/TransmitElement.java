package dev.wsplab.spi;

import java.nio.channels.FileChannel;

/**
 * A part of what {@code TransmitFile} and {@code TransmitPackets} send: {@code
 * TRANSMIT_PACKETS_ELEMENT}.
 */
public sealed interface TransmitElement {
  /**
   * {@code TP_ELEMENT_MEMORY}: bytes at an address, which must stay until the completion was
   * delivered.
   *
   * @param address of the first byte
   * @param length in bytes, read as unsigned
   */
  record Memory(long address, int length) implements TransmitElement {}

  /**
   * {@code TP_ELEMENT_FILE}: bytes of an open file. The file's own position does not move.
   *
   * @param file open for reading until the completion was delivered
   * @param offset of the first byte; {@link #CURRENT} for the file's position
   * @param length in bytes; 0 for all that follow
   */
  record File(FileChannel file, long offset, long length) implements TransmitElement {
    /** Begin at the file's position. */
    public static final long CURRENT = -1;
  }
}
