package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The extension functions that transfer data, and how all of them reach the provider. What they
 * return, {@link Extensions} says.
 */
abstract class TransmitCalls {
  final ExtensionPointers pointers;
  final ClientState state;
  private final Transfers transfers;

  TransmitCalls(Host host, ClientState state, Transfers transfers) {
    this.pointers = new ExtensionPointers(host);
    this.state = state;
    this.transfers = transfers;
  }

  /**
   * {@code TransmitFile}.
   *
   * @param s a connected stream
   * @param file open for reading until the completion was delivered, or null; its position does not
   *     move
   * @param bytes of the file; 0 for all that follow
   * @param overlapped the structure, whose offset says where in the file to begin; or null to wait,
   *     and to begin at the file's position
   * @param head sent before, or null
   * @param tail sent after, or null
   * @param flags of {@code TransmitFlags}
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of all three
   */
  public Result transmitFile(
      SocketHandle s,
      @Nullable FileChannel file,
      int bytes,
      @Nullable Overlapped overlapped,
      @Nullable WsaBuffers head,
      @Nullable WsaBuffers tail,
      int flags) {
    return transmitFile(s, file, bytes, 0, overlapped, head, tail, flags);
  }

  /**
   * {@code TransmitFile} with the size of a send. {@code WSAEINVAL} for a datagram socket, an
   * offset that is past the file's end, more than 2,147,483,646 bytes, unknown flags, and {@code
   * TF_REUSE_SOCKET} without {@code TF_DISCONNECT} (page TransmitFile).
   *
   * @param s a connected stream
   * @param file as of the shorter form
   * @param bytes as of the shorter form
   * @param bytesPerSend bytes of one send at most, read as unsigned; 0 leaves it to the provider.
   *     No receiver on a stream can tell
   * @param overlapped as of the shorter form
   * @param head sent before, or null
   * @param tail sent after, or null
   * @param flags of {@code TransmitFlags}
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of all three
   */
  public Result transmitFile(
      SocketHandle s,
      @Nullable FileChannel file,
      int bytes,
      int bytesPerSend,
      @Nullable Overlapped overlapped,
      @Nullable WsaBuffers head,
      @Nullable WsaBuffers tail,
      int flags) {
    return call(
        OperationKind.TRANSMIT_FILE,
        s,
        overlapped,
        new Object[] {file, head, tail},
        ExtensionFunction.WSAID_TRANSMITFILE,
        TransmitFile.class,
        function ->
            function.transmitFile(s, file, bytes, bytesPerSend, overlapped, head, tail, flags));
  }

  /**
   * {@code TransmitPackets}.
   *
   * @param s a connected stream, or a datagram socket with a default peer
   * @param elements what to send, one after the other; {@code WSAEFAULT} for null
   * @param memoryOwner the Java object that owns memory among them, kept until the completion was
   *     delivered; or null
   * @param overlapped the structure, or null to wait
   * @param flags of {@code TransmitFlags}
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of all elements
   */
  public Result transmitPackets(
      SocketHandle s,
      @Nullable List<TransmitElement> elements,
      @Nullable Object memoryOwner,
      @Nullable Overlapped overlapped,
      int flags) {
    return transmitPackets(s, elements, 0, memoryOwner, overlapped, flags);
  }

  /**
   * {@code TransmitPackets} with the size of a send, on a connected stream or on a datagram socket
   * with a default peer. Errors as of {@code TransmitFile}; {@code WSAEOPNOTSUPP} for {@code
   * TF_DISCONNECT} on a datagram socket, {@code WSAEMSGSIZE} for a datagram that is too large,
   * after those before it (page TransmitPackets).
   *
   * @param s a connected stream, or a datagram socket with a default peer
   * @param elements what to send, one after the other
   * @param sendSize bytes of one send at most, read as unsigned: of one datagram, on a datagram
   *     socket; 0 leaves it to the provider, and -1 to the elements' {@code TP_ELEMENT_EOP}
   * @param memoryOwner the Java object that owns memory among them, kept until the completion was
   *     delivered; or null
   * @param overlapped the structure, or null to wait
   * @param flags of {@code TransmitFlags}
   * @return TRUE with the bytes when it has finished; FALSE with {@code WSA_IO_PENDING}, or with an
   *     error that the class names; the bytes are those of all elements
   */
  public Result transmitPackets(
      SocketHandle s,
      @Nullable List<TransmitElement> elements,
      int sendSize,
      @Nullable Object memoryOwner,
      @Nullable Overlapped overlapped,
      int flags) {
    return call(
        OperationKind.TRANSMIT_PACKETS,
        s,
        overlapped,
        new Object[] {elements, memoryOwner},
        ExtensionFunction.WSAID_TRANSMITPACKETS,
        TransmitPackets.class,
        function ->
            elements == null
                ? Result.failed(WsaError.WSAEFAULT)
                : function.transmitPackets(s, elements, sendSize, overlapped, flags));
  }

  /**
   * {@code WSARecvMsg}: receives a datagram, and with {@code IP_PKTINFO} or {@code IPV6_PKTINFO}
   * where it went. {@code WSAEMSGSIZE} when data or control data found too little room; the flags
   * of the message say which.
   *
   * @param s a datagram socket
   * @param message must stay valid until completion, with all that it points to
   * @param messageOwner the Java object that owns that memory, kept until the completion was
   *     delivered; or null
   * @param overlapped the structure, or null to wait
   * @param routine completion routine, or null
   * @return as {@link Ws2_32#wsaRecvFrom}
   */
  public TransferResult wsaRecvMsg(
      SocketHandle s,
      @Nullable WsaMsg message,
      @Nullable Object messageOwner,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.RECV_MSG,
        s,
        overlapped,
        routine,
        messageOwner,
        ExtensionFunction.WSAID_WSARECVMSG,
        WsaRecvMsg.class,
        (function, observed) ->
            message == null
                ? TransferResult.failed(WsaError.WSAEFAULT)
                : function.wsaRecvMsg(s, message, overlapped, observed));
  }

  /**
   * {@code WSASendMsg}: sends a datagram, with {@code IP_PKTINFO} or {@code IPV6_PKTINFO} in its
   * control data from the address that they name. {@code WSAEINVAL} for other control data.
   *
   * @param s a datagram socket
   * @param message what to send
   * @param messageOwner the Java object that owns the data, kept until the completion was
   *     delivered; or null
   * @param flags {@code MSG_DONTROUTE}, or 0
   * @param overlapped the structure, or null to wait
   * @param routine completion routine, or null
   * @return as {@link Ws2_32#wsaSendTo}
   */
  public TransferResult wsaSendMsg(
      SocketHandle s,
      @Nullable WsaMsg message,
      @Nullable Object messageOwner,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return transfer(
        OperationKind.SEND_MSG,
        s,
        overlapped,
        routine,
        messageOwner,
        ExtensionFunction.WSAID_WSASENDMSG,
        WsaSendMsg.class,
        (function, observed) ->
            message == null
                ? TransferResult.failed(WsaError.WSAEFAULT)
                : function.wsaSendMsg(s, message, flags, overlapped, observed));
  }

  private <F extends ExtensionFunction> TransferResult transfer(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Object kept,
      Guid id,
      Class<F> type,
      BiFunction<F, @Nullable CompletionRoutine, TransferResult> call) {
    return state.keep(
        state.<TransferResult>route(
            s,
            provider -> {
              F function = pointers.find(provider, s, id, type);
              return function == null
                  ? TransferResult.failed(WsaError.WSAEINVAL)
                  : transfers.run(
                      kind,
                      s,
                      provider,
                      overlapped,
                      routine,
                      kept,
                      (table, observed, thread) -> call.apply(function, observed));
            },
            TransferResult::failed));
  }

  final <F extends ExtensionFunction> Result call(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable Object kept,
      Guid id,
      Class<F> type,
      Function<F, Result> call) {
    return state.keep(
        state.<Result>route(
            s,
            provider -> {
              F function = pointers.find(provider, s, id, type);
              Transfers.StartExtension start = function == null ? null : () -> call.apply(function);
              return started(kind, s, overlapped, kept, start);
            },
            Result::failed));
  }

  final Result started(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable Object kept,
      Transfers.@Nullable StartExtension start) {
    if (start == null) {
      return Result.failed(WsaError.WSAEINVAL);
    }
    // Without a structure there is nothing to enter: the provider says what it thinks of that.
    return overlapped == null
        ? transfers.callExtension(kind, s, kept, start)
        : transfers.runExtension(kind, s, overlapped, kept, start);
  }
}
