package dev.wsplab.wfp;

import java.net.InetSocketAddress;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a redirection may change: {@code FWPS_CONNECT_REQUEST0} and {@code FWPS_BIND_REQUEST0}. A
 * copy; {@code FwpsApplyModifiedLayerData0} makes it count. Not thread-safe.
 */
public final class FwpsConnectRequest {
  private final long handle;
  private InetSocketAddress local;
  private @Nullable InetSocketAddress remote;

  FwpsConnectRequest(long handle, AleRequest request) {
    this.handle = handle;
    this.local = request.local();
    this.remote = request.remote();
  }

  /** {@return the local address} */
  public InetSocketAddress localAddressAndPort() {
    return local;
  }

  /**
   * Sets the local address.
   *
   * @param address the new address and port
   */
  public void localAddressAndPort(InetSocketAddress address) {
    local = address;
  }

  /** {@return the peer; null for a bind} */
  public @Nullable InetSocketAddress remoteAddressAndPort() {
    return remote;
  }

  /**
   * Sets the peer.
   *
   * @param address the new address and port
   */
  public void remoteAddressAndPort(InetSocketAddress address) {
    remote = address;
  }

  long handle() {
    return handle;
  }
}
