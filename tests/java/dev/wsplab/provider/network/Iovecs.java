package dev.wsplab.provider.network;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.WsaBuffers;

/** Buffers of operations, for tests of the networks below. */
public final class Iovecs {
  private Iovecs() {}

  /** The whole block. */
  public static Iovec of(NativeBlock block) {
    return of(WsaBuffers.of(block));
  }

  /** These buffers, from their first byte. */
  public static Iovec of(WsaBuffers buffers) {
    return new Iovec(buffers);
  }
}
