package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.AcceptExAttempt.Output;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.GetAcceptExSockaddrs;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaPoll;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * AcceptEx, ConnectEx, GetAcceptExSockaddrs and those of {@link TcpTransmits}: each one object per
 * started provider, so that its address stays.
 */
final class TcpExtensions {
  private static final int ADDRESS_EXTRA = 16;

  private final TcpEnvironment environment;
  private final TcpStarts starts;
  private final TcpConnections connections;
  private final TcpTransmits transmits;
  private final DatagramMessages messages;
  // Made when first asked for, and then the same object for ever.
  private final Map<Guid, ExtensionFunction> functions = new HashMap<>();

  TcpExtensions(
      TcpEnvironment environment,
      TcpStarts starts,
      TcpConnections connections,
      DatagramMessages messages) {
    this.messages = messages;
    this.environment = environment;
    this.starts = starts;
    this.connections = connections;
    this.transmits = new TcpTransmits(environment, starts);
  }

  /** The function of this id, or null; a datagram socket does not have those of connections. */
  @Nullable ExtensionFunction find(Guid id, boolean datagrams) {
    boolean forDatagrams =
        id.equals(ExtensionFunction.WSAID_WSARECVMSG)
            || id.equals(ExtensionFunction.WSAID_WSASENDMSG)
            || id.equals(ExtensionFunction.WSAID_TRANSMITPACKETS)
            || id.equals(ExtensionFunction.WSAID_WSAPOLL);
    return datagrams && !forDatagrams ? null : find(id);
  }

  private synchronized @Nullable ExtensionFunction find(Guid id) {
    ExtensionFunction known = functions.get(id);
    if (known != null) {
      return known;
    }
    ExtensionFunction made = make(id);
    if (made != null) {
      functions.put(id, made);
    }
    return made;
  }

  private @Nullable ExtensionFunction make(Guid id) {
    if (id.equals(ExtensionFunction.WSAID_ACCEPTEX)) {
      return (AcceptEx) this::acceptEx;
    }
    if (id.equals(ExtensionFunction.WSAID_CONNECTEX)) {
      return (ConnectEx) this::connectEx;
    }
    if (id.equals(ExtensionFunction.WSAID_DISCONNECTEX)) {
      return (DisconnectEx) transmits::disconnectEx;
    }
    if (id.equals(ExtensionFunction.WSAID_TRANSMITFILE)) {
      return (TransmitFile)
          (s, file, bytes, perSend, overlapped, head, tail, flags) ->
              transmits.transmitFile(s, file, bytes, perSend, overlapped, head, tail, flags);
    }
    if (id.equals(ExtensionFunction.WSAID_TRANSMITPACKETS)) {
      return (TransmitPackets)
          (s, elements, sendSize, overlapped, flags) ->
              transmits.transmit(s, elements, sendSize, overlapped, flags);
    }
    if (id.equals(ExtensionFunction.WSAID_WSARECVMSG)) {
      return (WsaRecvMsg) messages::wsaRecvMsg;
    }
    if (id.equals(ExtensionFunction.WSAID_WSASENDMSG)) {
      return (WsaSendMsg) messages::wsaSendMsg;
    }
    if (id.equals(ExtensionFunction.WSAID_WSAPOLL)) {
      return (WsaPoll) (fds, timeout) -> Poll.wsaPoll(environment, fds, timeout);
    }
    return id.equals(ExtensionFunction.WSAID_GETACCEPTEXSOCKADDRS)
        ? (GetAcceptExSockaddrs) this::getAcceptExSockaddrs
        : null;
  }

  private Result acceptEx(
      SocketHandle listen,
      SocketHandle accept,
      long output,
      int receiveLength,
      int localLength,
      int remoteLength,
      @Nullable Overlapped overlapped) {
    if (overlapped == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER);
    }
    TcpSocket listener = environment.find(listen);
    if (listener != null && starts.refusesStructure(listener, overlapped)) {
      return Result.failed(WsaError.WSAEINVAL);
    }
    try {
      // Before anything is validated, and it stays so when the call fails (WIN-42).
      overlapped.markPending();
    } catch (AccessViolationException e) {
      return Result.failed(WsaError.WSAEFAULT);
    }
    TcpSocket accepting = environment.find(accept);
    if (listener == null || accepting == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    Output to = new Output(output, receiveLength, localLength, remoteLength);
    int refusal = refusal(listener, to);
    if (refusal != 0) {
      return Result.failed(refusal);
    }
    return start(listener, listen, accepting, to, overlapped);
  }

  private int refusal(TcpSocket listener, Output to) {
    listener.lock().lock();
    try {
      if (listener.state() != SocketState.LISTENING) {
        return WsaError.WSAEINVAL.code();
      }
    } finally {
      listener.lock().unlock();
    }
    if (to.remoteLength() == 0) {
      return WsaError.WSAEFAULT.code();
    }
    int needed = listener.protocol().maxSockAddr() + ADDRESS_EXTRA;
    if (to.localLength() < needed || to.remoteLength() < needed || to.receiveLength() < 0) {
      return WsaError.WSAEINVAL.code(); // CLI-ACCEPTEX-2
    }
    return isWritable(to) ? 0 : WsaError.WSAEFAULT.code();
  }

  /**
   * The output is the system's from now on, so its ends may be tried by writing what stands there.
   */
  private boolean isWritable(Output to) {
    GuardedMemory memory = environment.memory();
    byte[] one = new byte[1];
    long last = to.remote() + to.remoteLength() - 1;
    try {
      for (long address : new long[] {to.address(), to.local(), last}) {
        memory.read(address, one, 0, 1);
        memory.write(one, 0, 1, address);
      }
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }

  private Result start(
      TcpSocket listener,
      SocketHandle name,
      TcpSocket accepting,
      Output to,
      Overlapped overlapped) {
    OverlappedWaiter client = starts.waiter(listener, overlapped, ClientCall.of(name, overlapped));
    PendingOperation request =
        AcceptExAttempt.create(environment.memory(), listener, accepting, to, client);
    int error = claim(listener, accepting, request);
    if (error != 0) {
      return Result.failed(error);
    }
    TransferResult result = starts.overlapped(listener, listener.in(), request, client);
    if (!result.started()) {
      accepting.giveUpClaim();
    }
    listener.events().enable(Winsock2.FD_ACCEPT);
    environment.network().tellReady(false);
    return result(result);
  }

  /**
   * The accepting socket must be unbound and unconnected (CLI-ACCEPTEX-2), and belongs to one
   * request at a time.
   */
  private static int claim(TcpSocket listener, TcpSocket accepting, PendingOperation request) {
    accepting.lock().lock();
    try {
      if (accepting.isClosed()) {
        return WsaError.WSAENOTSOCK.code();
      }
      boolean fit =
          accepting.state() == SocketState.OPEN
              && accepting.claim() == null
              && !accepting.isDatagram()
              && accepting.family() == listener.family();
      if (!fit) {
        return WsaError.WSAEINVAL.code();
      }
      accepting.claim(new Claim(listener, request));
      return 0;
    } finally {
      accepting.lock().unlock();
    }
  }

  private Result connectEx(
      SocketHandle s,
      Sockaddr name,
      long sendBuffer,
      int sendLength,
      @Nullable Overlapped overlapped) {
    TcpSocket socket = environment.find(s);
    if (socket == null) {
      return Result.failed(WsaError.WSAENOTSOCK);
    }
    if (overlapped == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER);
    }
    int refusal = beginConnect(socket, name, overlapped);
    if (refusal != 0) {
      return Result.failed(refusal);
    }
    WsaBuffers data = WsaBuffers.of(sendBuffer, sendBuffer == 0 ? 0 : sendLength);
    ConnectExAttempt attempt = new ConnectExAttempt(socket, name, data);
    OverlappedWaiter client = starts.waiter(socket, overlapped, ClientCall.of(s, overlapped));
    TransferResult result = starts.overlapped(socket, socket.out(), attempt, client);
    environment.network().tellReady(false);
    return result(result);
  }

  private int beginConnect(TcpSocket socket, Sockaddr name, Overlapped overlapped) {
    socket.lock().lock();
    try {
      int refusal = ConnectAttempt.refusal(socket);
      boolean unfit = socket.state() == SocketState.OPEN || socket.isDatagram();
      if (refusal == 0 && unfit) {
        refusal = WsaError.WSAEINVAL.code(); // CLI-CONNECTEX-1
      }
      if (refusal == 0) {
        refusal = connections.connectRefusal(socket, name);
      }
      if (refusal == 0 && starts.refusesStructure(socket, overlapped)) {
        refusal = WsaError.WSAEINVAL.code();
      }
      if (refusal == 0) {
        socket.events().connectBegins();
      }
      return refusal;
    } finally {
      socket.lock().unlock();
    }
  }

  static Result result(TransferResult result) {
    if (result.succeeded()) {
      return Result.done(result.bytes());
    }
    return result.isPending() ? Result.PENDING : Result.failed(result.errno());
  }

  private Sockaddrs getAcceptExSockaddrs(
      long output, int receiveLength, int localLength, int remoteLength) {
    long all =
        Integer.toUnsignedLong(receiveLength)
            + Integer.toUnsignedLong(localLength)
            + Integer.toUnsignedLong(remoteLength);
    if (all > Integer.MAX_VALUE) {
      // No AcceptEx has filled in so much. What may lie there by chance is not looked at.
      throw new AccessViolationException(output + Integer.MAX_VALUE);
    }
    Output from = new Output(output, receiveLength, localLength, remoteLength);
    return new Sockaddrs(
        readAddress(from.local(), localLength), readAddress(from.remote(), remoteLength));
  }

  private Sockaddr readAddress(long area, int room) {
    int length = environment.memory().loadInt(area);
    boolean plausible = length >= 0 && length <= room - AcceptExAttempt.ADDRESS_AT;
    return plausible
        ? Sockaddr.read(environment.memory(), area + AcceptExAttempt.ADDRESS_AT, length)
        : Sockaddr.ofBytes(new byte[] {Winsock2.AF_UNSPEC, 0});
  }
}
