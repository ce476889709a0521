package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;

/** {@code SIO_EXT_SENDMSG}: what {@code WSASendMsg} of ws2_32 is made of (WSP-IOCTL-8). */
final class SendMsgIoctl {
  private final GuardedMemory memory;
  private final DatagramMessages messages;

  SendMsgIoctl(GuardedMemory memory, DatagramMessages messages) {
    this.memory = memory;
    this.messages = messages;
  }

  TransferResult send(TcpIoctls.Parameters parameters, ClientCall call) {
    if (!parameters.hasInput(SendMsgData.SIZE)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    try {
      SendMsgData data = new SendMsgData(memory, parameters.in());
      long bytesSent = data.bytesSent();
      if (bytesSent != 0) {
        memory.storeInt(bytesSent, memory.loadInt(bytesSent)); // before anything is sent
      }
      TransferResult result = messages.send(data.message(), data.flags(), call);
      if (result.succeeded() && bytesSent != 0) {
        memory.storeInt(bytesSent, result.bytes());
      }
      return result;
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
  }
}
