package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import dev.wsplab.spi.TransferResult;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The extension functions of one provider, watched as its table is: clients get their pointers from
 * it, but call them past it (WSP-IOCTL-4).
 */
final class BorderExtensions {
  private final BorderProvider provider;
  // One for each, so that the same function keeps the same pointer.
  private final Map<ExtensionFunction, ExtensionFunction> watched = new IdentityHashMap<>();

  BorderExtensions(BorderProvider provider) {
    this.provider = provider;
  }

  /** What takes the place of a function that the provider registers. */
  synchronized ExtensionFunction watched(ExtensionFunction function) {
    return watched.computeIfAbsent(function, this::wrap);
  }

  private ExtensionFunction wrap(ExtensionFunction function) {
    if (function instanceof AcceptEx f) {
      return (AcceptEx)
          (listen, accept, out, receive, local, remote, o) ->
              call(
                  "AcceptEx",
                  listen,
                  o,
                  () -> f.acceptEx(listen, accept, out, receive, local, remote, o));
    }
    if (function instanceof ConnectEx f) {
      return (ConnectEx)
          (s, name, data, length, o) ->
              call("ConnectEx", s, o, () -> f.connectEx(s, name, data, length, o));
    }
    if (function instanceof DisconnectEx f) {
      return (DisconnectEx)
          (s, o, flags, reserved) ->
              call("DisconnectEx", s, o, () -> f.disconnectEx(s, o, flags, reserved));
    }
    if (function instanceof TransmitFile f) {
      return (TransmitFile)
          (s, file, bytes, perSend, o, head, tail, flags) ->
              call(
                  "TransmitFile",
                  s,
                  o,
                  () -> f.transmitFile(s, file, bytes, perSend, o, head, tail, flags));
    }
    if (function instanceof TransmitPackets f) {
      return (TransmitPackets)
          (s, elements, size, o, flags) ->
              call("TransmitPackets", s, o, () -> f.transmitPackets(s, elements, size, o, flags));
    }
    return message(function);
  }

  private ExtensionFunction message(ExtensionFunction function) {
    if (function instanceof WsaRecvMsg f) {
      return (WsaRecvMsg)
          (s, message, o, routine) ->
              provider.transfer(
                  "WSARecvMsg", s, o, routine, null, given -> f.wsaRecvMsg(s, message, o, given));
    }
    if (function instanceof WsaSendMsg f) {
      return (WsaSendMsg)
          (s, message, flags, o, routine) ->
              provider.transfer(
                  "WSASendMsg",
                  s,
                  o,
                  routine,
                  null,
                  given -> f.wsaSendMsg(s, message, flags, o, given));
    }
    return function; // it starts nothing
  }

  private Result call(
      String function, SocketHandle s, @Nullable Overlapped overlapped, Supplier<Result> call) {
    TransferResult result =
        provider.transfer(
            function,
            s,
            overlapped,
            null,
            null,
            given -> {
              Result r = call.get();
              return new TransferResult(r.returnValue() ? 0 : -1, r.error(), r.bytes(), 0);
            });
    return new Result(result.succeeded(), result.errno(), result.bytes());
  }
}
