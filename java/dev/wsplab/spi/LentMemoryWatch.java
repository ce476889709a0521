package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;

/**
 * Told by whoever hosts a module what the module does, after a call has returned {@code
 * WSA_IO_PENDING}, with memory that it was lent for the call alone. Thread-safe.
 */
public interface LentMemoryWatch {
  /** What was done. */
  enum Misuse {
    /** The byte count, {@code lpNumberOfBytesRecvd} and its like, was written (WSP-IO-14). */
    COUNT_WRITTEN,
    /** {@code *lpFlags} was written (WSP-RECV-6). */
    FLAGS_WRITTEN,
    /** The {@code WSATHREADID} was read again (WPU-APC-4). */
    THREAD_ID_READ
  }

  /**
   * A module has misused memory that it was lent.
   *
   * @param misuse what the module did to it
   * @param function the function that it was lent for
   * @param s the socket of that call
   * @param overlapped address of the operation's structure
   * @param seen what was seen, for a person
   */
  void misused(Misuse misuse, WspFunction function, SocketHandle s, long overlapped, String seen);
}
