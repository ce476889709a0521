package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The extension functions of the scripted provider. */
final class ScriptedExtensions {
  private final Map<Guid, ExtensionFunction> functions;

  ScriptedExtensions(ScriptedRequests requests) {
    ExtensionFunction.AcceptEx acceptEx =
        (listen, accept, output, length, local, remote, overlapped) ->
            run(requests, listen, overlapped, Arrival.NOTHING);
    ExtensionFunction.ConnectEx connectEx =
        (s, name, data, length, overlapped) -> {
          try {
            String sent = length == 0 ? "" : BytesOf.read(Kernel.get().memory(), data, length);
            return run(requests, s, overlapped, new Arrival(0, name, sent));
          } catch (AccessViolationException e) {
            return Result.failed(WsaError.WSAEFAULT);
          }
        };
    ExtensionFunction.DisconnectEx disconnectEx =
        (s, overlapped, flags, reserved) ->
            run(requests, s, overlapped, new Arrival(flags, null, ""));
    ExtensionFunction.WsaRecvMsg recvMsg =
        (s, message, overlapped, routine) -> {
          try {
            WsaMsg.Fields fields = message.read();
            ScriptedRequest.Results results =
                new ScriptedRequest.Results(fields.buffers().capture(), 0, 0, message);
            return requests.run(
                ScriptedRequest.inOpenedThread(
                    s, overlapped, routine, requests.callingThread(routine), results),
                new Arrival(fields.flags(), null, ""));
          } catch (AccessViolationException e) {
            return TransferResult.failed(WsaError.WSAEFAULT);
          }
        };
    this.functions =
        Map.of(
            ExtensionFunction.WSAID_ACCEPTEX, acceptEx,
            ExtensionFunction.WSAID_CONNECTEX, connectEx,
            ExtensionFunction.WSAID_DISCONNECTEX, disconnectEx,
            ExtensionFunction.WSAID_WSARECVMSG, recvMsg);
  }

  @Nullable ExtensionFunction find(Guid id) {
    return functions.get(id);
  }

  private static Result run(
      ScriptedRequests requests, SocketHandle s, @Nullable Overlapped overlapped, Arrival brought) {
    if (overlapped == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER); // WIN-42
    }
    TransferResult result =
        requests.run(
            new ScriptedRequest(s, overlapped, null, null, ScriptedRequest.Results.NONE), brought);
    return result.succeeded() ? Result.done(result.bytes()) : Result.failed(result.errno());
  }
}
