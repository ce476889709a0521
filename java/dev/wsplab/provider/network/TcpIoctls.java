package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;

/**
 * {@code WSPIoctl}. All controls end in their call but those that wait for a change. With a
 * structure, a success is stored and indicated with 0 bytes, whatever the call returns (WIN-43),
 * and a refusal leaves the structure alone.
 */
final class TcpIoctls {
  private static final int POINTER = OverlappedLayout.ofProcess().wordSize();
  private static final int KEEP_ALIVE_SIZE = 3 * Integer.BYTES;

  private final TcpEnvironment environment;
  private final TcpStarts starts;
  private final TcpExtensions extensions;
  private final SendMsgIoctl messages;
  private final AddressIoctls addresses;

  TcpIoctls(
      TcpEnvironment environment,
      TcpStarts starts,
      TcpExtensions extensions,
      DatagramMessages messages) {
    this.messages = new SendMsgIoctl(environment.memory(), messages);
    this.environment = environment;
    this.starts = starts;
    this.extensions = extensions;
    this.addresses = new AddressIoctls(environment, starts);
  }

  /**
   * The input and output of one call.
   *
   * @param in address or 0
   * @param inLength in bytes, unsigned
   * @param out address or 0
   * @param outLength in bytes, unsigned
   */
  record Parameters(long in, int inLength, long out, int outLength) {
    boolean hasInput(int bytes) {
      return in != 0 && Integer.compareUnsigned(inLength, bytes) >= 0;
    }

    boolean hasOutput(int bytes) {
      return out != 0 && Integer.compareUnsigned(outLength, bytes) >= 0;
    }
  }

  TransferResult ioctl(TcpSocket socket, int code, Parameters parameters, ClientCall call) {
    Overlapped overlapped = call.overlapped();
    boolean isOverlapped = overlapped != null && socket.hasOverlappedAttribute();
    if (starts.refusesStructure(socket, overlapped)) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    if (isOverlapped && starts.refusesRoutine(socket, call)) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    if (code == Winsock2.SIO_BSP_HANDLE_POLL && overlapped != null) {
      return TransferResult.failed(WsaError.WSAEFAULT); // WSP-IOCTL-5
    }
    if (code == PollData.SIO_EXT_POLL) {
      return overlapped == null
          ? new Poll(environment, parameters).run()
          : TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (code == SendMsgData.SIO_EXT_SENDMSG) {
      return messages.send(parameters, call);
    }
    if (code == Winsock2.SIO_ADDRESS_LIST_CHANGE || code == Winsock2.SIO_ROUTING_INTERFACE_CHANGE) {
      return addresses.change(socket, call);
    }
    if (overlapped == null || !isOverlapped) {
      return perform(socket, call.name(), code, parameters);
    }
    OverlappedWaiter client = starts.waiter(socket, overlapped, call);
    if (code == Winsock2.SIO_BASE_HANDLE) {
      return refuseLater(client);
    }
    TransferResult result = perform(socket, call.name(), code, parameters);
    return result.succeeded() ? indicate(client, result) : result;
  }

  /**
   * Windows' own provider answers this one only without a structure; with one it pends, then fails
   * (WIN-50).
   */
  private static TransferResult refuseLater(OverlappedWaiter client) {
    int error = client.begin();
    if (error != 0) {
      return TransferResult.failed(error);
    }
    client.tell(Outcome.failed(WsaError.WSAEOPNOTSUPP), false);
    return TransferResult.PENDING;
  }

  private static TransferResult indicate(OverlappedWaiter client, TransferResult result) {
    int error = client.begin();
    if (error != 0) {
      return TransferResult.failed(error);
    }
    client.tell(Outcome.DONE, true);
    return result;
  }

  private TransferResult perform(
      TcpSocket socket, SocketHandle name, int code, Parameters parameters) {
    socket.lock().lock();
    try {
      return socket.isClosed()
          ? TransferResult.failed(WsaError.WSAENOTSOCK)
          : dispatch(socket, name, code, parameters);
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    } finally {
      socket.lock().unlock();
    }
  }

  private TransferResult dispatch(TcpSocket socket, SocketHandle name, int code, Parameters p) {
    return switch (code) {
      case Winsock2.FIONBIO -> setNonBlocking(socket, p);
      case Winsock2.FIONREAD -> writeInt(p, socket.host().available());
      case Winsock2.SIOCATMARK ->
          socket.isDatagram()
              ? TransferResult.failed(WsaError.WSAEINVAL)
              : writeInt(p, socket.host().isAtMark(socket.settings().urgentInline));
      case Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER -> extensionPointer(socket, p);
      case Winsock2.SIO_ADDRESS_LIST_QUERY -> addresses.list(socket, p);
      case Winsock2.SIO_ROUTING_INTERFACE_QUERY -> addresses.route(socket, p);
      case Winsock2.SIO_GET_BROADCAST_ADDRESS -> addresses.broadcast(socket, p);
      case Winsock2.SIO_KEEPALIVE_VALS -> setKeepAlive(socket, p);
      case Winsock2.SIO_UDP_CONNRESET -> setReportsUnreachable(socket, p);
      case Winsock2.SIO_BASE_HANDLE -> baseHandle(socket, name, p);
      case Winsock2.SIO_BSP_HANDLE, Winsock2.SIO_BSP_HANDLE_SELECT, Winsock2.SIO_BSP_HANDLE_POLL ->
          writePointer(p, name.value());
      case Winsock2.SIO_ASSOCIATE_HANDLE,
          Winsock2.SIO_FLUSH,
          Winsock2.SIO_ENABLE_CIRCULAR_QUEUEING ->
          TransferResult.failed(WsaError.WSAENOPROTOOPT); // WSP-IOCTL-2
      case Winsock2.SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER -> noTable(p);
      // No page and no header says what SIO_EXT_SELECT is given; select asks WSPSelect.
      case Winsock2.SIO_FIND_ROUTE,
          Winsock2.SIO_TRANSLATE_HANDLE,
          Winsock2.SIO_EXT_SELECT,
          Winsock2.FIOASYNC ->
          TransferResult.failed(WsaError.WSAEOPNOTSUPP);
      default -> TransferResult.failed(WsaError.WSAEINVAL);
    };
  }

  private TransferResult setNonBlocking(TcpSocket socket, Parameters p) {
    if (!p.hasInput(Integer.BYTES)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    boolean nonBlocking = memory().loadInt(p.in()) != 0;
    if (!nonBlocking && socket.events().isRegistered()) {
      return TransferResult.failed(WsaError.WSAEINVAL); // WSP-IOCTL-7
    }
    socket.settings().nonBlocking = nonBlocking;
    return TransferResult.done(0, 0);
  }

  /**
   * {@code struct tcp_keepalive}: on or off, milliseconds until the first probe, milliseconds
   * between them.
   */
  private TransferResult setKeepAlive(TcpSocket socket, Parameters p) {
    if (socket.isDatagram()) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    }
    if (!p.hasInput(KEEP_ALIVE_SIZE)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    boolean on = memory().loadInt(p.in()) != 0;
    int idle = memory().loadInt(p.in() + Integer.BYTES);
    int interval = memory().loadInt(p.in() + 2 * Integer.BYTES);
    int error = on ? socket.host().keepAliveTimes(idle, interval) : 0;
    if (error == 0) {
      error = socket.host().setOption(SocketOption.KEEP_ALIVE, on ? 1 : 0);
    }
    return error == 0 ? TransferResult.done(0, 0) : TransferResult.failed(error);
  }

  private TransferResult setReportsUnreachable(TcpSocket socket, Parameters p) {
    if (!socket.isDatagram()) {
      return TransferResult.failed(WsaError.WSAEOPNOTSUPP);
    }
    if (!p.hasInput(Integer.BYTES)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    boolean on = memory().loadInt(p.in()) != 0;
    socket.datagrams().reportsUnreachable = on;
    if (!on) {
      socket.datagrams().forgetErrors();
    }
    return TransferResult.done(0, 0);
  }

  /**
   * On Windows the system's own socket: event loops ask for it in order to poll the driver (AFD),
   * which knows no other. Where there is no such driver, the base is this socket.
   */
  private TransferResult baseHandle(TcpSocket socket, SocketHandle name, Parameters p) {
    long base = socket.host().base();
    return base < 0
        ? TransferResult.failed((int) -base)
        : writePointer(p, base == 0 ? name.value() : base);
  }

  /**
   * There is no table of functions that this control gives out; the one known is registered I/O.
   */
  private static TransferResult noTable(Parameters p) {
    return TransferResult.failed(
        p.hasInput(Guid.SIZE) && p.out() != 0 ? WsaError.WSAEINVAL : WsaError.WSAEFAULT);
  }

  private TransferResult extensionPointer(TcpSocket socket, Parameters p) {
    if (!p.hasInput(Guid.SIZE) || !p.hasOutput(POINTER)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    byte[] id = new byte[Guid.SIZE];
    memory().read(p.in(), id, 0, Guid.SIZE);
    ExtensionFunction function = extensions.find(Guid.fromBytes(id), socket.isDatagram());
    return function == null
        ? TransferResult.failed(WsaError.WSAEINVAL) // WSP-IOCTL-3
        : writePointer(p, environment.exports().extensionPointer(function));
  }

  private TransferResult writeInt(Parameters p, long value) {
    if (!p.hasOutput(Integer.BYTES)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (value < 0) {
      return TransferResult.failed((int) -value);
    }
    memory().storeInt(p.out(), (int) value);
    return TransferResult.done(Integer.BYTES, 0);
  }

  private TransferResult writePointer(Parameters p, long value) {
    if (!p.hasOutput(POINTER)) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    }
    if (POINTER == Long.BYTES) {
      memory().storeLong(p.out(), value);
    } else {
      memory().storeInt(p.out(), (int) value);
    }
    return TransferResult.done(POINTER, 0);
  }

  private GuardedMemory memory() {
    return environment.memory();
  }
}
