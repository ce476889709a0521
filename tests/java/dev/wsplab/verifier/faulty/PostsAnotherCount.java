package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.verifier.OperationCheck;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Queues a packet with one byte more before it completes an operation. */
@Breaks(operations = OperationCheck.PACKET_COUNTS_OTHERWISE)
public final class PostsAnotherCount extends CompletionFault {
  private volatile @Nullable PortHandle port;

  /** Changes this provider. */
  public PostsAnotherCount(ServiceProvider correct) {
    super(correct);
  }

  /** Where it queues them. */
  public void to(PortHandle clients) {
    port = clients;
  }

  @Override
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    exports().kernel().ports().post(port, 0, overlapped.address(), 0, bytes + 1);
    return super.complete(s, overlapped, error, bytes);
  }
}
