package dev.wsplab.facade;

import static dev.wsplab.facade.FunctionTable.SOCKET_ERROR;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.WsaError;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Names of sockets, and addresses as text. */
final class NameFunctions {
  private final Ws2_32 ws2;

  NameFunctions(Ws2_32 ws2) {
    this.ws2 = ws2;
  }

  void on(FunctionTable table) {
    table.socket("getsockname", c -> name(c, ws2.getsockname(c.socket(0))));
    table.socket("getpeername", c -> name(c, ws2.getpeername(c.socket(0))));
    table.socket("WSAAddressToStringA", c -> toText(c, StandardCharsets.ISO_8859_1));
    table.socket("WSAAddressToStringW", c -> toText(c, StandardCharsets.UTF_16LE));
    table.socket("WSAStringToAddressA", c -> toAddress(c, c.narrowText(0)));
    table.socket("WSAStringToAddressW", c -> toAddress(c, c.text(0)));
  }

  private static long name(NativeCall c, AddressResult result) {
    if (result.returnValue() != 0) {
      return SOCKET_ERROR;
    }
    return c.store(1, 2, result.address())
        ? 0
        : FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
  }

  /** The length is in characters, with the end; too little room gives the length that is needed. */
  private long toText(NativeCall c, Charset charset) {
    TextResult result = ws2.wsaAddressToString(c.sockaddr(0, 1), c.protocolInfo(2));
    if (result.returnValue() != 0) {
      return SOCKET_ERROR;
    }
    int needed = result.text().length() + 1;
    int room = c.loadOrZero(4);
    c.store(4, needed);
    if (c.word(3) == 0 || c.word(4) == 0 || room < needed) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    byte[] bytes = (result.text() + '\0').getBytes(charset);
    NativeCall.memory().write(bytes, 0, bytes.length, c.word(3));
    return 0;
  }

  private long toAddress(NativeCall c, @Nullable String text) {
    AddressResult result = ws2.wsaStringToAddress(text, c.number(1), c.protocolInfo(2));
    if (result.returnValue() != 0) {
      return SOCKET_ERROR;
    }
    return c.store(3, 4, result.address())
        ? 0
        : FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
  }
}
