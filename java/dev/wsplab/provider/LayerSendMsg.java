package dev.wsplab.provider;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code SIO_EXT_SENDMSG} of a layer that has answered {@code SIO_BSP_HANDLE} with a handle of its
 * own: it is a send, which goes down on the handle and the structure of the layer, and whose bytes
 * the layer's hook sees (WSP-IOCTL-8).
 */
final class LayerSendMsg {
  private final Layer layer;
  private final LayerDatagrams messages;
  private final LayerDatagrams.Hook sent;

  LayerSendMsg(Layer layer, LayerDatagrams.Hook sent) {
    this.layer = layer;
    this.messages = new LayerDatagrams(layer);
    this.sent = sent;
  }

  TransferResult send(LayeredSocket socket, LayerIoctls.Request request) {
    boolean usable =
        request.in() != 0 && Integer.compareUnsigned(request.inLength(), SendMsgData.SIZE) >= 0;
    if (!usable) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    try {
      SendMsgData above = new SendMsgData(memory(), request.in());
      WsaMsg message = above.message();
      int flags = above.flags();
      long bytesSent = above.bytesSent();
      return messages.transfer(
          socket.upper(),
          message,
          request.overlapped(),
          request.routine(),
          request.threadId(),
          sent,
          (lower, own) -> below(socket, lower, message, flags, bytesSent, own));
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }

  /** The one below takes what it needs of the copy before its call returns. */
  private TransferResult below(
      LayeredSocket socket,
      SocketHandle lower,
      WsaMsg message,
      int flags,
      long bytesSent,
      @Nullable Overlapped own) {
    try (NativeBlock block = NativeBlock.allocate(SendMsgData.SIZE)) {
      new SendMsgData(memory(), block.address()).write(message, flags, bytesSent, own);
      return socket
          .lower()
          .wspIoctl(
              lower,
              SendMsgData.SIO_EXT_SENDMSG,
              block.address(),
              SendMsgData.SIZE,
              0,
              0,
              own,
              null,
              null);
    }
  }

  private GuardedMemory memory() {
    return layer.exports().kernel().memory();
  }
}
