package dev.wsplab.forefront;

import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code IFWXNetworkSocket} for filters in C++. What Winsock refuses is told by {@code
 * HRESULT_FROM_WIN32}, as the page of {@code GetSockName} has it (dd436940).
 */
final class NativeSocket extends NativePeer {
  private static final int SEND = 24;
  private static final int SEND_TO = 25;
  private static final int RECV = 26;
  private static final int SHUTDOWN = 27;
  private static final int CLOSE = 28;
  private static final int CONNECT = 29;
  private static final int BIND = 30;
  private static final int GET_SOCK_NAME = 31;
  private static final int GET_PEER_NAME = 32;
  private static final int LISTEN = 33;
  private static final int SET_SOCK_OPT = 34;
  private static final int GET_SOCK_OPT = 35;
  private static final int ACCEPT = 36;
  private static final int GET_IP_FILTER = 37;
  private static final int SET_IP_FILTER = 38;

  private static final int MOST_ADDRESS = 128;
  private static final int MOST_OPTION = 64 * 1024;

  private final FwxNetworkSocket socket;
  private final NativeObjects objects;

  NativeSocket(FwxService service, FwxNetworkSocket socket, NativeObjects objects) {
    super(service, socket);
    this.socket = socket;
    this.objects = objects;
  }

  @Override
  int own(int method, long a, long b, long c, long d, long e) {
    return HResult.fromWin32(
        switch (method) {
          case SEND -> send(a, 0, 0, b, c);
          case SEND_TO -> b == 0 ? HResult.E_POINTER.value() : send(a, b, (int) c, d, e);
          case RECV -> recv(a, b, c);
          case ACCEPT -> socket.acceptOutcome(acceptCompletion(a), b);
          case GET_IP_FILTER -> noFilter(a);
          case SET_IP_FILTER -> withoutFilter(a);
          default -> call(method, a, b, c, d);
        });
  }

  private int call(int method, long a, long b, long c, long d) {
    return switch (method) {
      case SHUTDOWN -> socket.shutdownOutcome(a != 0);
      case CLOSE -> socket.closeOutcome(a != 0);
      case CONNECT -> a == 0 ? HResult.E_POINTER.value() : socket.connect(address(a, (int) b));
      case BIND -> bind(a, (int) b, c);
      case GET_SOCK_NAME -> name(socket.sockName(), a, b);
      case GET_PEER_NAME -> name(socket.peerName(), a, b);
      case LISTEN -> socket.listenOutcome((int) a);
      case SET_SOCK_OPT -> setOption((int) a, (int) b, c, (int) d);
      case GET_SOCK_OPT -> getOption((int) a, (int) b, c, d);
      default -> HResult.E_NOTIMPL.value();
    };
  }

  // ---- I/O

  private int send(long data, long to, int toLength, long completion, long userData) {
    FwxBuffer buffer = objects.buffer(data);
    if (buffer == null) {
      return HResult.E_POINTER.value();
    }
    try {
      return socket.sendOutcome(
          buffer, to == 0 ? null : address(to, toLength), ioCompletion(completion), userData);
    } finally {
      buffer.release();
    }
  }

  private int recv(long room, long completion, long userData) {
    FwxBuffer buffer = objects.buffer(room);
    try {
      return socket.recvOutcome(buffer, ioCompletion(completion), userData);
    } finally {
      if (buffer != null) {
        buffer.release();
      }
    }
  }

  private @Nullable FwxIoCompletion ioCompletion(long address) {
    return address == 0 ? null : new NativeIoCompletion(objects, address);
  }

  private @Nullable FwxAcceptCompletion acceptCompletion(long address) {
    return address == 0 ? null : new NativeAcceptCompletion(objects, address);
  }

  // ---- addresses

  /** The bytes of a {@code sockaddr}; Winsock judges what is in them. */
  private static Sockaddr address(long at, int length) {
    return Sockaddr.read(memory(), at, Math.max(0, Math.min(length, MOST_ADDRESS)));
  }

  private int bind(long address, int length, long filter) {
    if (address == 0) {
      return HResult.E_POINTER.value();
    }
    return filter != 0 ? HResult.E_NOTIMPL.value() : socket.bind(address(address, length));
  }

  /** The length is in and out, as for Winsock's functions (pages dd436939, dd436940). */
  private static int name(AddressResult name, long to, long length) {
    Sockaddr address = name.address();
    if (address == null) {
      return name.errno();
    }
    if (to == 0 || length == 0) {
      return HResult.E_POINTER.value();
    }
    int room = memory().loadInt(length);
    memory().storeInt(length, address.length());
    if (room < address.length()) {
      return WsaError.WSAEFAULT.code();
    }
    address.write(memory(), to);
    return 0;
  }

  // ---- options

  private int setOption(int level, int name, long value, int length) {
    if (value == 0) {
      return HResult.E_POINTER.value();
    }
    if (length < 0 || length > MOST_OPTION) {
      return WsaError.WSAEFAULT.code();
    }
    byte[] bytes = new byte[length];
    memory().read(value, bytes, 0, length);
    return socket.setOption(level, name, bytes);
  }

  private int getOption(int level, int name, long value, long length) {
    if (value == 0 || length == 0) {
      return HResult.E_POINTER.value();
    }
    int room = memory().loadInt(length);
    OptionResult option = socket.option(level, name, Math.max(0, Math.min(room, MOST_OPTION)));
    if (option.errno() != 0) {
      return option.errno();
    }
    byte[] bytes = option.value();
    if (bytes.length > room) {
      return WsaError.WSAEFAULT.code();
    }
    memory().write(bytes, 0, bytes.length, value);
    memory().storeInt(length, bytes.length);
    return 0;
  }

  // ---- the packet filter, which there is none of

  private static int noFilter(long out) {
    if (out == 0) {
      return HResult.E_POINTER.value();
    }
    NativePointers.store(out, 0); // not limited to a range (page ff827361)
    return HResult.S_OK.value();
  }

  private static int withoutFilter(long filter) {
    return (filter == 0 ? HResult.S_OK : HResult.E_NOTIMPL).value();
  }
}
