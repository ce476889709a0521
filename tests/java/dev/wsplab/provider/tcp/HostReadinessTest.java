package dev.wsplab.provider.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread that is told which sockets are ready. */
class HostReadinessTest {
  private final HostNetwork network = new HostNetwork(Kernel.get().hostSockets());
  private final HostSocket socket =
      (HostSocket) network.open(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).socket();
  private final AtomicBoolean exhausted = new AtomicBoolean(true);
  private final HostReadiness readiness =
      new HostReadiness(
          new HostErrors(Kernel.get().hostSockets()),
          work ->
              new Thread(work) {
                @Override
                public synchronized void start() {
                  if (exhausted.get()) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                  super.start();
                }
              });

  @AfterEach
  void close() {
    readiness.forget(socket);
    readiness.stop();
    socket.close();
  }

  @Test
  void givenNoThread_whenASocketIsWatched_thenNotSupportedAndTheNextTryIsGood_WSP_START_12() {
    assertThat(readiness.watch(socket, (in, out, urgent, gone) -> {}))
        .isEqualTo(WsaError.WSAEOPNOTSUPP.code());

    exhausted.set(false);

    assertThat(readiness.watch(socket, (in, out, urgent, gone) -> {})).isZero();
  }
}
