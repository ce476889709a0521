package dev.wsplab.facade;

import static dev.wsplab.facade.FunctionTable.FALSE;
import static dev.wsplab.facade.FunctionTable.SOCKET_ERROR;

import dev.wsplab.client.Extensions;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SystemFile;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.Sockaddrs;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitElementArray;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The extension functions: by the pointers that {@code WSAIoctl} gives, and those that mswsock
 * exports. Each looks up its socket's provider, so one pointer does for all sockets.
 */
final class ExtensionFunctions {
  private static final int MOST_OUTPUTS = 4096;
  private static final int MOST_ELEMENTS = 1 << 16;
  private static final Map<Guid, String> NAMES =
      Map.of(
          ExtensionFunction.WSAID_ACCEPTEX, "ExtensionAcceptEx",
          ExtensionFunction.WSAID_CONNECTEX, "ExtensionConnectEx",
          ExtensionFunction.WSAID_DISCONNECTEX, "ExtensionDisconnectEx",
          ExtensionFunction.WSAID_GETACCEPTEXSOCKADDRS, "ExtensionGetAcceptExSockaddrs",
          ExtensionFunction.WSAID_TRANSMITFILE, "ExtensionTransmitFile",
          ExtensionFunction.WSAID_TRANSMITPACKETS, "ExtensionTransmitPackets",
          ExtensionFunction.WSAID_WSARECVMSG, "ExtensionWSARecvMsg",
          ExtensionFunction.WSAID_WSASENDMSG, "ExtensionWSASendMsg",
          ExtensionFunction.WSAID_WSAPOLL, "ExtensionWSAPoll");

  private final Ws2_32 ws2;
  private final Extensions extensions;
  // Which listener an AcceptEx wrote for: GetAcceptExSockaddrs names none, and each provider writes
  // in its own way. The oldest are forgotten.
  private final Map<Long, SocketHandle> listeners =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, SocketHandle> eldest) {
              return size() > MOST_OUTPUTS;
            }
          });

  ExtensionFunctions(Ws2_32 ws2) {
    this.ws2 = ws2;
    this.extensions = ws2.extensions();
  }

  void on(FunctionTable table) {
    for (String prefix : new String[] {"", "Extension"}) {
      table.socketBool(prefix + "AcceptEx", this::accept);
      table.socketBool(prefix + "GetAcceptExSockaddrs", this::addresses);
      table.socketBool(prefix + "TransmitFile", this::transmitFile);
    }
    table.socketBool("ExtensionConnectEx", this::connect);
    table.socketBool(
        "ExtensionDisconnectEx",
        c ->
            FunctionTable.bool(
                extensions.disconnectEx(c.socket(0), c.overlapped(1), c.number(2)).returnValue()));
    table.socketBool("ExtensionTransmitPackets", this::transmitPackets);
    table.socket("ExtensionWSARecvMsg", this::receiveMessage);
    table.socket("ExtensionWSASendMsg", c -> sendMessage(c, extensions::wsaSendMsg));
    table.socket("WSASendMsg", c -> sendMessage(c, ws2::wsaSendMsg));
  }

  /** Puts ours where a provider has put its own. */
  static void replace(NativeCall c, long in, long out) {
    byte[] id = new byte[Guid.SIZE];
    NativeCall.memory().read(in, id, 0, id.length);
    String name = NAMES.get(Guid.fromBytes(id));
    long ours = name == null ? 0 : c.module().address(name);
    if (ours != 0) {
      NativeCall.storePointer(out, ours);
    }
  }

  private static long told(NativeCall c, Result result, int count) {
    if (result.returnValue()) {
      c.store(count, result.bytes());
    }
    return FunctionTable.bool(result.returnValue());
  }

  private long accept(NativeCall c) {
    listeners.put(c.word(2), c.socket(0));
    return told(
        c,
        extensions.acceptEx(
            c.socket(0),
            c.socket(1),
            c.word(2),
            null,
            c.number(3),
            c.number(4),
            c.number(5),
            c.overlapped(7)),
        6);
  }

  /** Points into the output, as on Windows: to where the provider has written the addresses. */
  private long addresses(NativeCall c) {
    SocketHandle listener = listeners.get(c.word(0));
    if (listener == null) {
      return FunctionTable.failed(FALSE, WsaError.WSAEINVAL);
    }
    try {
      Sockaddrs found =
          extensions.getAcceptExSockaddrs(
              listener, c.word(0), c.number(1), c.number(2), c.number(3));
      long local = c.word(0) + Integer.toUnsignedLong(c.number(1));
      long remote = local + Integer.toUnsignedLong(c.number(2));
      point(c, 4, local, c.number(2), found.local());
      point(c, 6, remote, c.number(3), found.remote());
      return FunctionTable.TRUE;
    } catch (WinsockException e) {
      return FunctionTable.failed(FALSE, e.errno());
    }
  }

  private static void point(NativeCall c, int index, long area, int room, Sockaddr address) {
    byte[] all = new byte[Math.max(0, Math.min(room, Short.MAX_VALUE))];
    NativeCall.memory().read(area, all, 0, all.length);
    byte[] wanted = address.bytes();
    int at = 0;
    while (at + wanted.length < all.length
        && !Arrays.equals(all, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    if (at + wanted.length <= all.length) {
      c.storeWord(index, area + at);
      c.store(index + 1, wanted.length);
    }
  }

  private long connect(NativeCall c) {
    Sockaddr name = c.sockaddr(1, 2);
    if (name == null) {
      return FunctionTable.failed(FALSE, WsaError.WSAEFAULT);
    }
    int length = c.word(3) == 0 ? 0 : c.number(4);
    return told(
        c, extensions.connectEx(c.socket(0), name, c.word(3), length, null, c.overlapped(6)), 5);
  }

  /** A file, which may be none, between head and tail. */
  private long transmitFile(NativeCall c) {
    SystemFile file = c.word(1) == 0 ? null : SystemFile.of(c.word(1));
    if (c.word(1) != 0 && file == null) {
      return FunctionTable.failed(FALSE, Win32Error.ERROR_INVALID_HANDLE.code());
    }
    WsaBuffers head = null;
    WsaBuffers tail = null;
    long parts = c.word(5);
    if (parts != 0) {
      head = part(parts);
      tail = part(parts + 2L * NativeCall.POINTER);
    }
    return FunctionTable.bool(
        extensions
            .transmitFile(
                c.socket(0),
                file,
                c.number(2),
                c.number(3),
                c.overlapped(4),
                head,
                tail,
                c.number(6))
            .returnValue());
  }

  /** Memory and files. */
  private long transmitPackets(NativeCall c) {
    int count = c.number(2);
    if (count < 0 || count > MOST_ELEMENTS) {
      return FunctionTable.failed(FALSE, WsaError.WSAENOBUFS);
    }
    List<TransmitElement> elements =
        new TransmitElementArray(NativeCall.memory(), c.word(1)).read(count);
    return elements == null
        ? FunctionTable.failed(FALSE, Win32Error.ERROR_INVALID_HANDLE.code())
        : FunctionTable.bool(
            extensions
                .transmitPackets(
                    c.socket(0), elements, c.number(3), null, c.overlapped(4), c.number(5))
                .returnValue());
  }

  private static @Nullable WsaBuffers part(long at) {
    long address = NativeCall.loadPointer(at);
    int length = NativeCall.memory().loadInt(at + NativeCall.POINTER);
    return address == 0 || length == 0 ? null : WsaBuffers.of(address, length);
  }

  private static long told(NativeCall c, TransferResult result, int count) {
    if (result.succeeded() || result.isTruncated()) {
      c.store(count, result.bytes());
    }
    return result.returnValue();
  }

  private long receiveMessage(NativeCall c) {
    if (c.word(1) == 0) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    return told(
        c,
        extensions.wsaRecvMsg(
            c.socket(0), WsaMsg.at(c.word(1)), null, c.overlapped(3), c.routine(4)),
        2);
  }

  /** By the provider's pointer, or by ws2_32. */
  @FunctionalInterface
  private interface SendMessage {
    TransferResult send(
        SocketHandle s,
        WsaMsg message,
        @Nullable Object owner,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine);
  }

  private static long sendMessage(NativeCall c, SendMessage function) {
    if (c.word(1) == 0) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    return told(
        c,
        function.send(
            c.socket(0), WsaMsg.at(c.word(1)), null, c.number(2), c.overlapped(4), c.routine(5)),
        3);
  }
}
