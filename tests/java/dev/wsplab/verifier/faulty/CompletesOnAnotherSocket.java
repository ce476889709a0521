package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Completes on the socket that it made last. */
@Breaks(operations = OperationCheck.WRONG_SOCKET)
public final class CompletesOnAnotherSocket extends CompletionFault {
  /** Changes this provider. */
  public CompletesOnAnotherSocket(ServiceProvider correct) {
    super(correct);
  }

  private volatile @Nullable SocketHandle last;

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    SocketResult result = super.wspSocket(family, type, protocol, protocolInfo, group, flags);
    last = result.socket();
    return result;
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return super.complete(last, overlapped, error, bytes);
  }
}
