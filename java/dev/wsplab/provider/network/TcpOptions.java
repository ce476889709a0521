package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedLayout;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSPGetSockOpt} and {@code WSPSetSockOpt}. Values are little-endian; a value shorter than
 * its option gives {@code WSAEFAULT}, an unknown option {@code WSAENOPROTOOPT}.
 */
final class TcpOptions {
  private static final int IPV6_V6ONLY = 27;
  private static final int NOT_CONNECTED = -1;

  private final TcpEnvironment environment;

  TcpOptions(TcpEnvironment environment) {
    this.environment = environment;
  }

  OptionResult get(TcpSocket socket, int level, int name, int length) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return OptionResult.failed(WsaError.WSAENOTSOCK);
      }
      OptionResult own = socket.isDatagram() ? DatagramOptions.get(socket, level, name) : null;
      OptionResult found = own != null ? own : getAny(socket, level, name);
      boolean fits = found.returnValue() != 0 || found.value().length <= length;
      return fits ? found : OptionResult.failed(WsaError.WSAEFAULT);
    } finally {
      socket.lock().unlock();
    }
  }

  private static OptionResult getAny(TcpSocket socket, int level, int name) {
    return switch (level) {
      case Winsock2.SOL_SOCKET -> getSocketLevel(socket, name);
      case Winsock2.IPPROTO_TCP -> getTcpLevel(socket, name);
      case ControlMessage.IPPROTO_IPV6 -> getIpv6Level(socket, name);
      default -> OptionResult.failed(noSuchOption(socket, level));
    };
  }

  private static OptionResult getSocketLevel(TcpSocket socket, int name) {
    TcpSettings settings = socket.settings();
    return switch (name) {
      case Winsock2.SO_TYPE -> OptionResult.ofInt(socket.protocol().socketType());
      case Winsock2.SO_ERROR -> OptionResult.ofInt(takeError(socket));
      case Winsock2.SO_ACCEPTCONN -> flag(socket.state() == SocketState.LISTENING);
      case Winsock2.SO_REUSEADDR -> flag(settings.reuseAddress);
      case Winsock2.SO_EXCLUSIVEADDRUSE -> flag(settings.exclusiveAddress);
      case Winsock2.SO_KEEPALIVE -> host(socket, SocketOption.KEEP_ALIVE);
      case Winsock2.SO_OOBINLINE -> flag(settings.urgentInline);
      case Winsock2.SO_DEBUG -> flag(settings.debug);
      case Winsock2.SO_DONTROUTE -> flag(settings.dontRoute);
      case Winsock2.SO_CONDITIONAL_ACCEPT -> flag(settings.conditionalAccept);
      case Winsock2.SO_LINGER -> linger(settings);
      case Winsock2.SO_DONTLINGER -> flag(!settings.linger);
      case Winsock2.SO_SNDBUF -> buffer(socket, settings.sendBuffer, SocketOption.SEND_BUFFER);
      case Winsock2.SO_RCVBUF ->
          buffer(socket, settings.receiveBuffer, SocketOption.RECEIVE_BUFFER);
      case Winsock2.SO_SNDTIMEO -> OptionResult.ofInt(settings.sendTimeout);
      case Winsock2.SO_RCVTIMEO -> OptionResult.ofInt(settings.receiveTimeout);
      case Winsock2.SO_CONNECT_TIME -> OptionResult.ofInt(connectTime(socket));
      case Winsock2.SO_GROUP_ID -> OptionResult.ofInt(0); // there are no groups
      case Winsock2.SO_SNDLOWAT, Winsock2.SO_RCVLOWAT -> OptionResult.failed(WsaError.WSAEINVAL);
      case Winsock2.SO_BSP_STATE -> OptionResult.of(SocketNames.state(socket).toBytes());
      case Winsock2.SO_PROTOCOL_INFOW ->
          OptionResult.of(ProtocolInfoLayout.toBytes(socket.protocol()));
      default -> OptionResult.failed(WsaError.WSAENOPROTOOPT);
    };
  }

  private static OptionResult getTcpLevel(TcpSocket socket, int name) {
    return name == Winsock2.TCP_NODELAY
        ? host(socket, SocketOption.NO_DELAY)
        : OptionResult.failed(WsaError.WSAENOPROTOOPT);
  }

  private static OptionResult getIpv6Level(TcpSocket socket, int name) {
    return name == IPV6_V6ONLY && socket.family() == Winsock2.AF_INET6
        ? host(socket, SocketOption.IPV6_ONLY)
        : OptionResult.failed(WsaError.WSAENOPROTOOPT);
  }

  /**
   * Which error a level without options gives (pages getsockopt, setsockopt). The level of IPv4 is
   * one of an IPv4 socket's, but nothing of it is served, multicast least of all: the catalog
   * entries say nothing of {@code XP1_SUPPORT_MULTIPOINT} (page IPPROTO_IP Socket Options).
   */
  private static WsaError noSuchOption(TcpSocket socket, int level) {
    boolean own = level == ControlMessage.IPPROTO_IP && socket.family() == Winsock2.AF_INET;
    return own ? WsaError.WSAENOPROTOOPT : WsaError.WSAEINVAL;
  }

  /** The provider's own first, then what the system has kept; asking clears it. */
  private static int takeError(TcpSocket socket) {
    int own = socket.takePendingError();
    if (own != 0 || socket.state() == SocketState.CONNECTING) {
      // While it is connecting, the system's error is for the connect to find.
      return own;
    }
    return socket.noteError(socket.host().takeError());
  }

  /** Seconds since it was connected (CLI-ACCEPTEX-3). */
  private static int connectTime(TcpSocket socket) {
    return socket.state() == SocketState.CONNECTED ? socket.secondsConnected() : NOT_CONNECTED;
  }

  private static OptionResult linger(TcpSettings settings) {
    return OptionResult.of(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) (settings.linger ? 1 : 0))
            .putShort((short) settings.lingerSeconds)
            .array());
  }

  private static OptionResult flag(boolean on) {
    return OptionResult.ofInt(on ? 1 : 0);
  }

  private static OptionResult buffer(TcpSocket socket, int asked, SocketOption option) {
    return asked >= 0 ? OptionResult.ofInt(asked) : host(socket, option);
  }

  private static OptionResult host(TcpSocket socket, SocketOption option) {
    long value = socket.host().option(option);
    return value < 0 ? OptionResult.failed((int) -value) : OptionResult.ofInt((int) value);
  }

  CallResult set(TcpSocket socket, int level, int name, byte[] value) {
    if (level == Winsock2.SOL_SOCKET && name == Winsock2.SO_UPDATE_ACCEPT_CONTEXT) {
      return updateAcceptContext(socket, value);
    }
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      if (level == Winsock2.SOL_SOCKET && name == Winsock2.SO_UPDATE_CONNECT_CONTEXT) {
        return updateConnectContext(socket);
      }
      if (value.length < Integer.BYTES) {
        return CallResult.failed(WsaError.WSAEFAULT);
      }
      int number = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
      CallResult own =
          socket.isDatagram() ? DatagramOptions.set(socket, level, name, number) : null;
      if (own != null) {
        return own;
      }
      return switch (level) {
        case Winsock2.SOL_SOCKET -> setSocketLevel(socket, name, number);
        case Winsock2.IPPROTO_TCP ->
            name == Winsock2.TCP_NODELAY
                ? setHost(socket, SocketOption.NO_DELAY, number)
                : CallResult.failed(WsaError.WSAENOPROTOOPT);
        case ControlMessage.IPPROTO_IPV6 ->
            name == IPV6_V6ONLY && socket.family() == Winsock2.AF_INET6
                ? setHost(socket, SocketOption.IPV6_ONLY, number)
                : CallResult.failed(WsaError.WSAENOPROTOOPT);
        default -> CallResult.failed(noSuchOption(socket, level));
      };
    } finally {
      socket.lock().unlock();
    }
  }

  private static CallResult setSocketLevel(TcpSocket socket, int name, int number) {
    TcpSettings settings = socket.settings();
    boolean on = number != 0;
    switch (name) {
      case Winsock2.SO_REUSEADDR -> {
        return setReuse(settings, on);
      }
      case Winsock2.SO_EXCLUSIVEADDRUSE -> {
        return setExclusive(socket, on);
      }
      case Winsock2.SO_KEEPALIVE -> {
        return setHost(socket, SocketOption.KEEP_ALIVE, on ? 1 : 0);
      }
      case Winsock2.SO_OOBINLINE -> {
        settings.urgentInline = on;
        return setHost(socket, SocketOption.URGENT_INLINE, on ? 1 : 0);
      }
      case Winsock2.SO_CONDITIONAL_ACCEPT -> {
        return setConditionalAccept(socket, on);
      }
      case Winsock2.SO_SNDBUF -> {
        return setBuffer(socket, SocketOption.SEND_BUFFER, number);
      }
      case Winsock2.SO_RCVBUF -> {
        return setBuffer(socket, SocketOption.RECEIVE_BUFFER, number);
      }
      case Winsock2.SO_DEBUG -> settings.debug = on;
      case Winsock2.SO_DONTROUTE -> settings.dontRoute = on;
      case Winsock2.SO_LINGER -> {
        settings.linger = (number & 0xFFFF) != 0;
        settings.lingerSeconds = number >>> 16;
      }
      case Winsock2.SO_SNDLOWAT, Winsock2.SO_RCVLOWAT -> {
        return CallResult.failed(WsaError.WSAEINVAL); // known, and not had since Windows Vista
      }
      case Winsock2.SO_DONTLINGER -> settings.linger = !on;
      case Winsock2.SO_SNDTIMEO -> settings.sendTimeout = Math.max(0, number);
      case Winsock2.SO_RCVTIMEO -> settings.receiveTimeout = Math.max(0, number);
      default -> {
        return CallResult.failed(WsaError.WSAENOPROTOOPT);
      }
    }
    return CallResult.OK;
  }

  private static CallResult setReuse(TcpSettings settings, boolean on) {
    if (on && settings.exclusiveAddress) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    settings.reuseAddress = on;
    return CallResult.OK;
  }

  private static CallResult setExclusive(TcpSocket socket, boolean on) {
    boolean refused = socket.state() != SocketState.OPEN || on && socket.settings().reuseAddress;
    if (refused) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    socket.settings().exclusiveAddress = on;
    return CallResult.OK;
  }

  /** Too late for a socket that listens (page SO_CONDITIONAL_ACCEPT). */
  private static CallResult setConditionalAccept(TcpSocket socket, boolean on) {
    if (socket.state() == SocketState.LISTENING) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    socket.settings().conditionalAccept = on;
    return CallResult.OK;
  }

  private static CallResult setBuffer(TcpSocket socket, SocketOption option, int size) {
    if (size < 0) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    CallResult set = setHost(socket, option, size);
    if (set.succeeded()) {
      if (option == SocketOption.SEND_BUFFER) {
        socket.settings().sendBuffer = size;
      } else {
        socket.settings().receiveBuffer = size;
      }
    }
    return set;
  }

  private static CallResult setHost(TcpSocket socket, SocketOption option, int value) {
    int error = socket.host().setOption(option, value);
    return error == 0 ? CallResult.OK : CallResult.failed(error);
  }

  /** CLI-CONNECTEX-3; there is no value. */
  private static CallResult updateConnectContext(TcpSocket socket) {
    if (socket.state() != SocketState.CONNECTED) {
      return CallResult.failed(WsaError.WSAENOTCONN);
    }
    if (socket.missingContext() == MissingContext.CONNECT) {
      socket.missingContext(MissingContext.NONE);
    }
    return CallResult.OK;
  }

  /** CLI-ACCEPTEX-6: the value is the listener's handle, whose settings the socket takes over. */
  private CallResult updateAcceptContext(TcpSocket socket, byte[] value) {
    int pointer = OverlappedLayout.ofProcess().wordSize();
    if (value.length < pointer) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    long handle = pointer == Long.BYTES ? in.getLong() : Integer.toUnsignedLong(in.getInt());
    @Nullable TcpSocket listener = environment.find(new SocketHandle(handle));
    if (listener == null) {
      return CallResult.failed(WsaError.WSAENOTSOCK);
    }
    listener.lock().lock();
    try {
      if (listener.state() != SocketState.LISTENING) {
        return CallResult.failed(WsaError.WSAEINVAL);
      }
      return inherit(socket, listener);
    } finally {
      listener.lock().unlock();
    }
  }

  /** With the listener's lock held; takes that of the accepted socket. */
  private static CallResult inherit(TcpSocket socket, TcpSocket listener) {
    socket.lock().lock();
    try {
      if (socket.missingContext() != MissingContext.ACCEPT) {
        return CallResult.failed(socket.isClosed() ? WsaError.WSAENOTSOCK : WsaError.WSAEINVAL);
      }
      socket.settings().inherit(listener.settings());
      socket.missingContext(MissingContext.NONE);
      return CallResult.OK;
    } finally {
      socket.lock().unlock();
    }
  }
}
