package dev.wsplab.wfp.packet;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an allocation returns.
 *
 * @param status {@code NTSTATUS}; 0 for success
 * @param list null unless it succeeded
 */
public record NetBufferResult(int status, @Nullable NetBufferList list) {
  static NetBufferResult of(NetBufferList list) {
    return new NetBufferResult(NetBufferPool.STATUS_SUCCESS, list);
  }

  static NetBufferResult failed(int status) {
    return new NetBufferResult(status, null);
  }
}
