package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;

/**
 * The buffers of a call, taken from its transient array before it returns (WSP-IO-7).
 *
 * @param error 0, or why there are none
 * @param buffers captured; without entries when there is an error
 */
record Captured(int error, WsaBuffers buffers) {
  private static final WsaBuffers NONE = WsaBuffers.at(0, 0);

  static Captured of(WsaBuffers given) {
    try {
      WsaBuffers buffers = given.capture();
      return buffers.count() == 0 ? failed(WsaError.WSAEINVAL.code()) : new Captured(0, buffers);
    } catch (AccessViolationException e) {
      return failed(WsaError.WSAEFAULT.code());
    } catch (IllegalArgumentException e) {
      return failed(WsaError.WSAEINVAL.code());
    }
  }

  /**
   * Touches every page of the buffers, as the system does before an operation may pend: an address
   * that is bad from the beginning is told at the start, and not when data come.
   */
  boolean areReadable(GuardedMemory memory) {
    try {
      for (int i = 0; i < buffers.count(); i++) {
        long length = buffers.length(i);
        if (length > 0) {
          memory.touch(buffers.address(i), length);
        }
      }
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }

  static Captured failed(int error) {
    return new Captured(error, NONE);
  }
}
