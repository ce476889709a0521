package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.Network;
import dev.wsplab.provider.network.NetworkProvider;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The base provider for TCP and UDP over IPv4 and IPv6, on the operating system's own sockets; see
 * {@link NetworkProvider} for what it does. Thread-safe.
 */
public final class TcpProvider extends NetworkProvider {
  /** The provider's id in every catalog. */
  public static final Guid PROVIDER_ID = Guid.of("8c1f3a5e-6d27-4b90-a4c8-5e0f7d1b2a63");

  private static final List<ProtocolInfo> PROTOCOLS = protocols(PROVIDER_ID, "wsplab TCP");

  private final boolean loopbackOnly;
  private final boolean strict;
  private final @Nullable ConnectionAuthorizer authorizer;

  private TcpProvider(
      boolean loopbackOnly,
      boolean ifsHandles,
      boolean strict,
      @Nullable ConnectionAuthorizer authorizer) {
    super("wsplab TCP on the system's sockets", loopbackOnly, ifsHandles, strict);
    this.loopbackOnly = loopbackOnly;
    this.strict = strict;
    this.authorizer = authorizer;
  }

  /**
   * {@return a provider that reaches nothing outside this machine, and is reached by nothing:
   * binding to the wildcard binds to the loopback address, to any other address gives {@code
   * WSAEADDRNOTAVAIL}; connecting elsewhere gives {@code WSAENETUNREACH}}
   */
  public static TcpProvider loopbackOnly() {
    return new TcpProvider(true, true, false, null);
  }

  /** {@return a provider that binds and connects to any address} */
  public static TcpProvider anyAddress() {
    return new TcpProvider(false, true, false, null);
  }

  /**
   * {@return the catalog entries, TCP and UDP over IPv4 and over IPv6; the catalog assigns their
   * ids (LAY-PI-6)}
   */
  public static List<ProtocolInfo> protocols() {
    return PROTOCOLS;
  }

  /**
   * {@return a provider that reaches the same, and makes its handles by {@code
   * WPUCreateSocketHandle}: the rules for provider handles hold for its sockets} This one is not
   * changed.
   */
  public TcpProvider nonIfs() {
    return new TcpProvider(loopbackOnly, false, strict, authorizer);
  }

  /**
   * {@return a provider that refuses a structure on a socket without the overlapped attribute with
   * {@code WSAEINVAL}, as the documented error tables say; without this such a call blocks and
   * fills the structure in, as Windows does (DEC-6, WIN-56)} This one is not changed.
   */
  public TcpProvider strict() {
    return new TcpProvider(loopbackOnly, hasIfsHandles(), true, authorizer);
  }

  /**
   * {@return a provider that asks before a socket is bound, listens, connects or sends a datagram,
   * and before a connection or a datagram that has arrived is given to anybody} The system has come
   * to an agreement with the peer by then: a connection that is blocked is reset. This one is not
   * changed.
   *
   * @param asked called from any thread, also from several at a time
   */
  public TcpProvider authorizedBy(ConnectionAuthorizer asked) {
    return new TcpProvider(loopbackOnly, hasIfsHandles(), strict, asked);
  }

  @Override
  protected @Nullable ConnectionAuthorizer authorizer() {
    return authorizer;
  }

  /** {@return {@link #protocols} as this provider offers them: {@code XP1_IFS_HANDLES} or not} */
  public List<ProtocolInfo> entries() {
    return withKindOfHandle(PROTOCOLS);
  }

  @Override
  protected Network openNetwork(Kernel kernel) {
    return new HostNetwork(kernel.hostSockets());
  }
}
