package dev.wsplab.forefront;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.WinsockException;
import java.time.Duration;
import java.util.Optional;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A port of a Winsock environment: files and sockets complete through the same one (FWX-80). */
final class ClientPort implements ServicePort {
  private static final Duration FOR_EVER = Duration.ofDays(24);

  // Closed with the service, by close.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  private final @Owning CompletionPort port;

  ClientPort(@Owning CompletionPort port) {
    this.port = port;
  }

  @Override
  public @Nullable Packet take(int timeoutMillis) {
    try {
      Optional<QueuedCompletion> got =
          port.take(timeoutMillis < 0 ? FOR_EVER : Duration.ofMillis(timeoutMillis));
      return got.map(p -> new Packet(p.key(), p.overlapped(), p.status(), p.bytes())).orElse(null);
    } catch (WinsockException e) {
      if (e.errno() == Win32Error.ERROR_ABANDONED_WAIT_0.code()
          || e.errno() == Win32Error.ERROR_INVALID_HANDLE.code()) {
        return null; // closed
      }
      throw e;
    }
  }

  @Override
  public void post(Packet packet) {
    // Past the client's call, which can tell success only.
    int error =
        Kernel.get()
            .ports()
            .post(
                port.handle(), packet.key(), packet.overlapped(), packet.status(), packet.bytes());
    if (error != 0) {
      throw new KernelException("PostQueuedCompletionStatus", error);
    }
  }

  @Override
  public long value() {
    return port.handle().value();
  }

  @Override
  public int depth() {
    return Math.max(0, Kernel.get().ports().depth(port.handle()));
  }

  @Override
  public void associate(SocketHandle socket, long key) {
    port.associate(socket, key);
  }

  @Override
  public void close() {
    port.close();
  }
}
