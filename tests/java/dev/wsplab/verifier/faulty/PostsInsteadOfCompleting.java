package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WsaStatus;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Queues a packet of its own and does not complete. */
@Breaks(operations = OperationCheck.OWN_PACKET)
public final class PostsInsteadOfCompleting extends CompletionFault {
  /** Changes this provider. */
  public PostsInsteadOfCompleting(ServiceProvider correct) {
    super(correct);
  }

  private volatile @Nullable PortHandle port;

  /** Where it queues them. */
  public void to(PortHandle clients) {
    port = clients;
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    overlapped.publish(bytes, WsaStatus.statusOf(error));
    exports().kernel().ports().post(port, 0, overlapped.address(), 0, bytes);
    return CallResult.OK;
  }
}
