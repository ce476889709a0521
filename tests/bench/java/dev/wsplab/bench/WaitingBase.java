package dev.wsplab.bench;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.List;

/** A base whose receives stay pending until {@link #complete}, and that does nothing else. */
final class WaitingBase extends BaseProvider {
  private static final Guid ID = Guid.of("5f2b6a5e-7a0c-4d8e-9b1f-0c2d6e3a4b51");

  WaitingBase() {
    super("waits to be told", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
  }

  /** What it is installed with: TCP over IPv4 with handles of the provider's own. */
  static List<ProtocolInfo> protocols() {
    ProtocolInfo tcp = LoopbackProvider.protocols().get(0);
    return List.of(tcp.toBuilder().providerId(ID).ifsHandles(false).name("waiting").build());
  }

  /** The provider ends an operation: it has moved so many bytes. */
  void complete(SocketHandle s, Overlapped overlapped, int bytes) {
    overlapped.storeResult(0, 0);
    exports()
        .wpuCompleteOverlappedRequest(s, overlapped, 0, bytes)
        .orThrow("WPUCompleteOverlappedRequest");
  }

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    return upcalls().wpuCreateSocketHandle(protocolInfo.catalogEntryId(), 1);
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    return upcalls().wpuCloseSocketHandle(s);
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      Overlapped overlapped,
      CompletionRoutine routine,
      ThreadId threadId) {
    overlapped.markPending();
    return TransferResult.PENDING;
  }
}
