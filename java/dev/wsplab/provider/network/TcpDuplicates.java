package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code WSPDuplicateSocket} within the process (WSP-DUP-1). The second descriptor is made at once,
 * as Windows makes it in the target process, so that the first may be closed before the second is
 * asked for; its value travels in {@code dwProviderReserved} (LAY-PI-5) to the one {@code
 * WSPSocket} that may have it. Thread-safe.
 */
final class TcpDuplicates {
  private final TcpEnvironment environment;
  private final Map<Integer, SocketHandle> waiting = new ConcurrentHashMap<>();

  TcpDuplicates(TcpEnvironment environment) {
    this.environment = environment;
  }

  /** Makes a descriptor for this process; another one is refused. */
  ProtocolInfoResult duplicate(TcpSocket socket, SocketHandle name, int processId) {
    if (processId != (int) ProcessHandle.current().pid()) {
      return ProtocolInfoResult.failed(WsaError.WSAEINVAL);
    }
    SocketResult made = environment.duplicate(socket, name);
    if (!made.succeeded()) {
      return ProtocolInfoResult.failed(made.errno());
    }
    int reserved = (int) made.socket().value();
    waiting.put(reserved, made.socket());
    return ProtocolInfoResult.of(socket.protocol().toBuilder().providerReserved(reserved).build());
  }

  /** Whether this entry asks for a descriptor that was made before. */
  static boolean isWanted(ProtocolInfo info) {
    return info.providerReserved() != 0;
  }

  /** Gives the descriptor out; the second time there is none: {@code WSAEINVAL}. */
  SocketResult open(ProtocolInfo info) {
    SocketHandle made = waiting.remove(info.providerReserved());
    if (made == null) {
      return SocketResult.failed(WsaError.WSAEINVAL);
    }
    return environment.socketIo().handOut(made, info.catalogEntryId());
  }
}
