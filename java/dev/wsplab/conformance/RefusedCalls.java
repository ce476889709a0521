package dev.wsplab.conformance;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;

/** Calls on a stream socket that is neither bound nor connected: none of them can be done. */
final class RefusedCalls {
  private RefusedCalls() {}

  static void play(World w) {
    Ws2_32 ws2 = w.ws2();
    SocketHandle s =
        ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP)
            .orThrow("WSASocket");
    WsaBuffers data = WsaBuffers.of(w.block(1));
    look(w, WspFunction.WSP_GET_PEER_NAME, ws2.getpeername(s));
    look(w, WspFunction.WSP_LISTEN, ws2.listen(s, 1));
    look(w, WspFunction.WSP_SHUTDOWN, ws2.shutdown(s, Winsock2.SD_SEND));
    look(w, WspFunction.WSP_SEND, ws2.send(s, data, 0));
    look(w, WspFunction.WSP_RECV, ws2.recv(s, data, 0));
    Calls.ok("closesocket", ws2.closesocket(s));
  }

  private static void look(World w, WspFunction function, ErrnoResult result) {
    w.findings()
        .check(
            Check.REFUSED,
            DocumentedErrors.permits(function, result.errno()),
            function.winsockName() + " fails with one of " + DocumentedErrors.text(function),
            String.valueOf(result));
  }
}
