package dev.wsplab.conformance.field;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Lets a receive on a byte stream have one byte, however many there are (WSP-RECV-1). Messages
 * arrive whole, and {@code MSG_WAITALL} is kept.
 */
final class ShortReadLayer extends LayeredProvider {
  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return super.wspRecv(s, shortened(s, buffers, flags), flags, overlapped, routine, threadId);
  }

  @Override
  public TransferResult wspRecvFrom(
      SocketHandle s,
      @Nullable WsaBuffers buffers,
      int flags,
      long from,
      long fromLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return super.wspRecvFrom(
        s, shortened(s, buffers, flags), flags, from, fromLength, overlapped, routine, threadId);
  }

  private @Nullable WsaBuffers shortened(SocketHandle s, @Nullable WsaBuffers buffers, int flags) {
    if (buffers == null || (flags & Winsock2.MSG_WAITALL) != 0 || !isStream(s)) {
      return buffers;
    }
    try {
      WsaBuffers all = buffers.capture();
      for (int i = 0; i < all.count(); i++) {
        if (all.length(i) > 0) {
          return WsaBuffers.of(new long[] {all.address(i)}, new int[] {1}, all.owner());
        }
      }
      return all;
    } catch (AccessViolationException | IllegalArgumentException e) {
      return buffers; // the base class answers for what cannot be read
    }
  }

  private boolean isStream(SocketHandle s) {
    OptionResult type =
        super.wspGetSockOpt(s, Winsock2.SOL_SOCKET, Winsock2.SO_TYPE, Integer.BYTES);
    return type.returnValue() == 0 && type.intOrThrow("getsockopt") == Winsock2.SOCK_STREAM;
  }
}
