package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stands in front of extension functions and passes everything on. Clients get pointers to them
 * from a provider but call them past its table (WSP-IOCTL-4), so whoever stands in front of a
 * provider puts these in the place of what the provider registers by {@code extensionPointer}.
 * Thread-safe.
 */
public abstract class ForwardingExtensions {
  // One for each, so that the same function keeps the same pointer.
  private final Map<ExtensionFunction, ExtensionFunction> fronts = new IdentityHashMap<>();

  /** Calls the function, with the routine that it is to get. */
  @FunctionalInterface
  public interface Call {
    /**
     * Calls the function.
     *
     * @param routine the completion routine, or null
     * @return what the function returned
     */
    TransferResult with(@Nullable CompletionRoutine routine);
  }

  /** Stands in front of the functions of one provider. */
  protected ForwardingExtensions() {}

  /**
   * Every call of a function that can start an operation goes through here.
   *
   * @param function its name in Microsoft's documentation
   * @param s the socket that the operation belongs to
   * @param overlapped its structure, or null
   * @param routine its completion routine, or null
   * @param call calls the function
   * @return what the caller gets; flags count for {@code WSARecvMsg} and {@code WSASendMsg} alone
   */
  protected abstract TransferResult around(
      String function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      Call call);

  /**
   * {@return what stands in front of a function: the same for the same function}
   *
   * @param function what the provider gave
   */
  public final synchronized ExtensionFunction inFrontOf(ExtensionFunction function) {
    return fronts.computeIfAbsent(function, this::front);
  }

  private ExtensionFunction front(ExtensionFunction function) {
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
              around("WSARecvMsg", s, o, routine, given -> f.wsaRecvMsg(s, message, o, given));
    }
    if (function instanceof WsaSendMsg f) {
      return (WsaSendMsg)
          (s, message, flags, o, routine) ->
              around(
                  "WSASendMsg", s, o, routine, given -> f.wsaSendMsg(s, message, flags, o, given));
    }
    return function; // it starts nothing
  }

  private Result call(
      String function, SocketHandle s, @Nullable Overlapped overlapped, Supplier<Result> call) {
    TransferResult result =
        around(
            function,
            s,
            overlapped,
            null,
            given -> {
              Result r = call.get();
              return new TransferResult(
                  r.returnValue() ? 0 : Winsock2.SOCKET_ERROR, r.error(), r.bytes(), 0);
            });
    return new Result(result.succeeded(), result.errno(), result.bytes());
  }
}
