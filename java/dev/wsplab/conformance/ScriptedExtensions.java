package dev.wsplab.conformance;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The extension functions of the scripted provider. */
final class ScriptedExtensions {
  private final Map<Guid, ExtensionFunction> functions;

  ScriptedExtensions(ScriptedRequests requests) {
    ExtensionFunction.AcceptEx acceptEx =
        (listen, accept, output, length, local, remote, overlapped) ->
            run(requests, listen, overlapped);
    ExtensionFunction.ConnectEx connectEx =
        (s, name, data, length, overlapped) -> run(requests, s, overlapped);
    ExtensionFunction.DisconnectEx disconnectEx =
        (s, overlapped, flags, reserved) -> run(requests, s, overlapped);
    ExtensionFunction.WsaRecvMsg recvMsg =
        (s, message, overlapped, routine) -> {
          try {
            ScriptedRequest.Results results =
                new ScriptedRequest.Results(message.read().buffers().capture(), 0, 0, message);
            return requests.run(
                ScriptedRequest.inOpenedThread(
                    s, overlapped, routine, requests.callingThread(routine), results));
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
      ScriptedRequests requests, SocketHandle s, @Nullable Overlapped overlapped) {
    if (overlapped == null) {
      return Result.failed(WsaError.WSA_INVALID_PARAMETER); // WIN-42
    }
    TransferResult result =
        requests.run(new ScriptedRequest(s, overlapped, null, null, ScriptedRequest.Results.NONE));
    return result.succeeded() ? Result.done(result.bytes()) : Result.failed(result.errno());
  }
}
