package dev.wsplab.forefront;

/**
 * What a worker takes from the port.
 *
 * @param key what kind it is: {@link #FILE} and the others
 * @param overlapped address of the record, or a number of the sender's own
 * @param status NTSTATUS
 * @param bytes byte count
 */
record Packet(long key, long overlapped, int status, int bytes) {
  /** The end of an I/O on a file. */
  static final long FILE = 1;

  /** A task of the filter's; the record is its number. */
  static final long TASK = 2;

  /** The end of an I/O on a socket. */
  static final long SOCKET = 3;

  /** Nothing; whoever takes it looks around. */
  static final long WAKE = 4;
}
