package dev.wsplab.forefront;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.SocketHandle;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A port of the shim's kernel. */
final class KernelPort implements ServicePort {
  // More than there will be workers: those that block are the service's business (FWX-61).
  private static final int CONCURRENCY = 1024;

  private final Kernel kernel = Kernel.get();
  private final long owner = kernel.newOwner();
  private final PortHandle handle = kernel.ports().create(owner, CONCURRENCY);

  @Override
  public @Nullable Packet take(int timeoutMillis) {
    Ports.GetResult got = kernel.ports().getOne(handle, timeoutMillis);
    return got.error() == 0
        ? new Packet(got.key(), got.overlapped(), got.status(), got.bytes())
        : null;
  }

  @Override
  public void post(Packet packet) {
    int error =
        kernel
            .ports()
            .post(handle, packet.key(), packet.overlapped(), packet.status(), packet.bytes());
    if (error != 0) {
      throw new KernelException("PostQueuedCompletionStatus", error);
    }
  }

  @Override
  public long value() {
    return handle.value();
  }

  @Override
  public int depth() {
    return Math.max(0, kernel.ports().depth(handle));
  }

  @Override
  public void associate(SocketHandle socket, long key) {
    throw new IllegalStateException(
        "This service has no Winsock: make it with FwxServiceBuilder.sockets.");
  }

  @Override
  public void close() {
    kernel.closeAll(owner);
  }
}
