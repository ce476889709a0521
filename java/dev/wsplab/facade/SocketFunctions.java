package dev.wsplab.facade;

import static dev.wsplab.facade.FunctionTable.SOCKET_ERROR;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.BspState;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Start and end, sockets, connections, options. */
final class SocketFunctions {
  private static final int SMALLEST_ADDRESS = 16;
  private static final int MOST_PROTOCOLS = 256;

  private final Ws2_32 ws2;

  SocketFunctions(Ws2_32 ws2) {
    this.ws2 = ws2;
  }

  void on(FunctionTable table) {
    table.socket("WSAStartup", c -> ws2.wsaStartup(c.number(0) & 0xFFFF, c.word(1)).returnValue());
    table.socket("WSACleanup", c -> ws2.wsaCleanup().returnValue());
    table.socket("WSAEnumProtocolsW", this::protocols);
    table.socket("WSAProviderConfigChange", this::configChange);
    table.socket("socket", c -> made(ws2.socket(c.number(0), c.number(1), c.number(2))));
    table.socket("WSASocketW", this::socket);
    table.socket("closesocket", c -> ws2.closesocket(c.socket(0)).returnValue());
    table.socket("WSADuplicateSocketW", this::duplicate);
    table.socket("bind", c -> ws2.bind(c.socket(0), c.sockaddr(1, 2)).returnValue());
    table.socket("listen", c -> ws2.listen(c.socket(0), c.number(1)).returnValue());
    table.socket("accept", c -> accept(c, null, 0));
    table.socket("WSAAccept", c -> accept(c, ConditionFunction.of(c, c.word(3)), c.word(4)));
    table.socket("connect", c -> ws2.connect(c.socket(0), c.sockaddr(1, 2)).returnValue());
    table.socket("WSAConnect", this::connect);
    table.socket("WSAJoinLeaf", this::joinLeaf);
    table.socket("shutdown", c -> ws2.shutdown(c.socket(0), c.number(1)).returnValue());
    table.socket(
        "WSASendDisconnect", c -> ws2.wsaSendDisconnect(c.socket(0), c.buffer(1)).returnValue());
    table.socket(
        "WSARecvDisconnect", c -> ws2.wsaRecvDisconnect(c.socket(0), c.buffer(1)).returnValue());
    table.socketBool(
        "WSAGetQOSByName",
        c ->
            FunctionTable.bool(
                ws2.wsaGetQOSByName(c.socket(0), c.buffers(1, 1), c.word(2)).returnValue()));
    table.socket("getsockopt", this::getOption);
    table.socket("setsockopt", this::setOption);
  }

  private static long made(SocketResult result) {
    return result.succeeded() ? result.socket().value() : SOCKET_ERROR;
  }

  /** CAT-ENUM-3: all or nothing, and the length that is needed. */
  private long protocols(NativeCall c) {
    List<Integer> wanted = null;
    if (c.word(0) != 0) {
      wanted = new ArrayList<>();
      for (int i = 0; i < MOST_PROTOCOLS; i++) {
        int protocol = NativeCall.memory().loadInt(c.word(0) + (long) i * Integer.BYTES);
        if (protocol == 0) {
          break;
        }
        wanted.add(protocol);
      }
    }
    if (c.word(2) == 0) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    ProtocolsResult result = ws2.wsaEnumProtocols(wanted, c.word(1), c.load(2));
    c.store(2, result.length());
    return result.returnValue();
  }

  private long configChange(NativeCall c) {
    long handle = NativeCall.loadPointer(c.word(0));
    ConfigChangeResult result =
        ws2.wsaProviderConfigChange(
            handle == 0 ? null : new SocketHandle(handle), c.overlapped(1), c.routine(2));
    if (result.succeeded()) {
      c.storeWord(0, result.handle().value());
    }
    return result.returnValue();
  }

  private long socket(NativeCall c) {
    return made(
        ws2.wsaSocket(
            c.number(0), c.number(1), c.number(2), c.protocolInfo(3), c.number(4), c.number(5)));
  }

  private long duplicate(NativeCall c) {
    ProtocolInfoResult result = ws2.wsaDuplicateSocket(c.socket(0), c.number(1));
    ProtocolInfo info = result.protocolInfo();
    if (info == null) {
      return SOCKET_ERROR;
    }
    byte[] bytes = ProtocolInfoLayout.toBytes(info);
    NativeCall.memory().write(bytes, 0, bytes.length, c.word(2));
    return 0;
  }

  // ---- connections

  /** Room for an address that is too small is said before anything is accepted (page accept). */
  private long accept(NativeCall c, @Nullable AcceptCondition condition, long data) {
    boolean wantsAddress = c.word(1) != 0 && c.word(2) != 0;
    if (wantsAddress && c.load(2) < SMALLEST_ADDRESS) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    AcceptResult accepted = ws2.wsaAccept(c.socket(0), condition, data);
    if (wantsAddress) {
      c.store(1, 2, accepted.address());
    }
    return accepted.succeeded() ? accepted.socket().value() : SOCKET_ERROR;
  }

  private long connect(NativeCall c) {
    return ws2.wsaConnect(
            c.socket(0), c.sockaddr(1, 2), c.buffer(3), c.buffer(4), c.word(5), c.word(6))
        .returnValue();
  }

  private long joinLeaf(NativeCall c) {
    return made(
        ws2.wsaJoinLeaf(
            c.socket(0),
            c.sockaddr(1, 2),
            c.buffer(3),
            c.buffer(4),
            c.word(5),
            c.word(6),
            c.number(7)));
  }

  // ---- options

  private long getOption(NativeCall c) {
    if (c.word(3) == 0 || c.word(4) == 0) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    OptionResult result =
        ws2.getsockopt(c.socket(0), c.number(1), c.number(2), Math.max(0, c.load(4)));
    if (result.returnValue() != 0) {
      return SOCKET_ERROR;
    }
    byte[] value = result.value();
    if (BspState.isValueOf(c.number(1), c.number(2))) {
      BspState.move(value, 0, c.word(3));
    }
    NativeCall.memory().write(value, 0, value.length, c.word(3));
    c.store(4, value.length);
    return 0;
  }

  /** {@code SO_UPDATE_CONNECT_CONTEXT} comes without a value. */
  private long setOption(NativeCall c) {
    int length = c.number(4);
    boolean withoutValue =
        c.number(1) == Winsock2.SOL_SOCKET
            && c.number(2) == Winsock2.SO_UPDATE_CONNECT_CONTEXT
            && c.word(3) == 0;
    byte[] value = null;
    if (withoutValue) {
      value = new byte[0];
    } else if (c.word(3) != 0 && length >= 0 && length <= Short.MAX_VALUE) {
      value = new byte[length];
      NativeCall.memory().read(c.word(3), value, 0, length);
    }
    return ws2.setsockopt(c.socket(0), c.number(1), c.number(2), value).returnValue();
  }
}
