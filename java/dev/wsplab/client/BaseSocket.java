package dev.wsplab.client;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.spi.TransferResult;

/**
 * The socket that select or poll is to be asked about: ws2_32 has each translated by an ioctl, so
 * that a layer which passes that down stays out of the way (sheet, 7).
 */
final class BaseSocket {
  private BaseSocket() {}

  /**
   * Translates a socket; one whose provider does not answer stays itself.
   *
   * @param code {@code SIO_BSP_HANDLE_SELECT} or {@code SIO_BSP_HANDLE_POLL}
   */
  static SocketHandle of(ClientState state, SocketHandle s, int code) {
    int size = OverlappedLayout.ofProcess().wordSize();
    try (NativeBlock out = NativeBlock.allocate(size)) {
      TransferResult result =
          state.route(
              s,
              provider -> provider.wspIoctl(s, code, 0, 0, out.address(), size, null, null, null),
              TransferResult::failed);
      if (!result.succeeded()) {
        return s;
      }
      boolean wide = size == Long.BYTES;
      return new SocketHandle(
          wide
              ? Kernel.get().memory().loadLong(out.address())
              : Integer.toUnsignedLong(Kernel.get().memory().loadInt(out.address())));
    }
  }
}
