package dev.wsplab.fuzz;

/** The bytes that go one way over a connection: which one stands where follows from its place. */
final class Data {
  private Data() {}

  /** The byte at a place of the stream that a socket sends. */
  static byte at(int socket, long place) {
    return (byte) (place * 31 + (place >> 8) * 7 + socket);
  }

  /** A part of the stream. */
  static byte[] part(int socket, long from, int bytes) {
    byte[] part = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      part[i] = at(socket, from + i);
    }
    return part;
  }

  /** A short name of some bytes, in their order. */
  static int sum(byte[] bytes) {
    int sum = 1;
    for (byte b : bytes) {
      sum = (sum * 31 + (b & 0xFF)) & 0xFFFF;
    }
    return sum;
  }
}
