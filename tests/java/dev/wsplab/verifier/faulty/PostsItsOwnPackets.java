package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Queues a packet of its own beside each completion. */
@Breaks(operations = {OperationCheck.PACKET_DESPITE_LOW_BIT, OperationCheck.TOLD_TWICE})
public final class PostsItsOwnPackets extends CompletionFault {
  /** Changes this provider. */
  public PostsItsOwnPackets(ServiceProvider correct) {
    super(correct);
  }

  private volatile @Nullable PortHandle port;

  /** Where it queues them. */
  public void to(PortHandle clients) {
    port = clients;
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    CallResult result = super.complete(s, overlapped, error, bytes);
    exports().kernel().ports().post(port, 0, overlapped.address(), 0, bytes);
    return result;
  }
}
