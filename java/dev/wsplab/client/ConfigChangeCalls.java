package dev.wsplab.client;

import dev.wsplab.host.ClientWatch;
import dev.wsplab.host.ConfigChanges;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code WSAProviderConfigChange}, in its three forms. */
final class ConfigChangeCalls {
  private final ClientState state;
  private final Transfers transfers;
  private final ConfigChanges changes;
  private final ClientWatch watch;

  ConfigChangeCalls(ClientState state, Transfers transfers, Host host) {
    this.state = state;
    this.transfers = transfers;
    this.changes = host.configChanges();
    this.watch = host.watch();
  }

  ConfigChangeResult call(
      @Nullable SocketHandle handle,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    SocketHandle given = handle == null ? new SocketHandle(0) : handle;
    if (!state.isStarted()) {
      return ConfigChangeResult.failed(WsaError.WSANOTINITIALISED.code(), given);
    }
    if (given.value() == 0) {
      // The first call ends at once, whatever it was given to end by.
      SocketResult made = changes.open();
      if (!made.succeeded()) {
        return ConfigChangeResult.failed(made.errno(), SocketHandle.INVALID);
      }
      watch.opened(made.socket(), "WSAProviderConfigChange");
      return ConfigChangeResult.of(made.socket());
    }
    if (!changes.isOpen(given)) {
      return ConfigChangeResult.failed(WsaError.WSA_INVALID_HANDLE.code(), given);
    }
    return overlapped == null ? waited(given) : started(given, overlapped, routine);
  }

  private ConfigChangeResult waited(SocketHandle handle) {
    CallResult result = watch.inside(handle, () -> changes.await(handle));
    return result.succeeded()
        ? ConfigChangeResult.of(handle)
        : ConfigChangeResult.failed(result.errno(), handle);
  }

  private ConfigChangeResult started(
      SocketHandle handle, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    TransferResult result =
        transfers.run(
            OperationKind.PROVIDER_CONFIG_CHANGE,
            handle,
            overlapped,
            routine,
            null,
            (observed, thread) -> changes.start(handle, overlapped, observed, thread));
    return ConfigChangeResult.failed(result.errno(), handle);
  }
}
