package dev.wsplab.client;

import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One {@code WSASendMsg}: {@code SIO_BSP_HANDLE} gives the socket's base, and {@code
 * SIO_EXT_SENDMSG} asks that one's provider to send (sheet, 7; WSP-IOCTL-8).
 */
final class ClientSendMsg {
  private final ClientState state;
  private final Transfers transfers;
  private final GuardedMemory memory;

  ClientSendMsg(ClientState state, Transfers transfers, GuardedMemory memory) {
    this.state = state;
    this.transfers = transfers;
    this.memory = memory;
  }

  TransferResult send(
      SocketHandle s,
      @Nullable WsaMsg message,
      @Nullable Object messageOwner,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    SocketHandle base = BaseSocket.of(state, s, Winsock2.SIO_BSP_HANDLE);
    return state.<TransferResult>route(
        base,
        provider ->
            message == null
                ? TransferResult.failed(WsaError.WSAEFAULT)
                : transfers.run(
                    OperationKind.SEND_MSG,
                    base,
                    provider,
                    overlapped,
                    routine,
                    messageOwner,
                    (table, observed, thread) ->
                        ask(table, base, message, flags, overlapped, observed, thread)),
        TransferResult::failed);
  }

  private TransferResult ask(
      ServiceProvider provider,
      SocketHandle base,
      WsaMsg message,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId thread) {
    try (NativeBlock block = NativeBlock.allocate(SendMsgData.SIZE)) {
      new SendMsgData(memory, block.address()).write(message, flags, 0, overlapped);
      return provider.wspIoctl(
          base,
          SendMsgData.SIO_EXT_SENDMSG,
          block.address(),
          SendMsgData.SIZE,
          0,
          0,
          overlapped,
          routine,
          thread);
    }
  }
}
