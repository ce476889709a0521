package dev.wsplab.provider.loopback;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.Network;
import dev.wsplab.provider.network.NetworkProvider;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The base provider for TCP and UDP over IPv4 and IPv6 in memory; see {@link NetworkProvider} for
 * what it does. Its network makes no system call: nothing outside the environment reaches its
 * sockets, and each started provider is a network of its own. What a call brings about has
 * happened, and has been indicated, when the call returns, so the same calls in one thread give the
 * same events in the same order.
 *
 * <p>There are the loopback addresses, 127.0.0.0/8 and ::1, and the wildcards. Ports that nobody
 * chose are given out from 49152 upwards. A sender can be ahead of its receiver by its {@code
 * SO_SNDBUF} and the receiver's {@code SO_RCVBUF}, each 65,536 bytes unless set. A listener whose
 * backlog is full refuses, as on Windows.
 *
 * <p>Datagrams have arrived when the call that sends them returns. A socket keeps what its {@code
 * SO_RCVBUF} has room for, and always one; what comes on top is lost. {@code refuse} makes a port
 * unreachable to datagrams, {@code unreachable} makes sending fail, {@code timeOut} and {@code
 * noAnswer} lose them. A broadcast reaches the sockets that are bound to the wildcard. Thread-safe.
 */
public final class LoopbackProvider extends NetworkProvider {
  /** The provider's id in every catalog. */
  public static final Guid PROVIDER_ID = Guid.of("3d0e7b52-91c4-4f6b-8a2d-c7f15e9046b8");

  private static final List<ProtocolInfo> PROTOCOLS = protocols(PROVIDER_ID, "wsplab loopback");

  private final ConnectionFailures failures;
  private final DatagramFaults faults;
  private final @Nullable ConnectionAuthorizer authorizer;

  private LoopbackProvider(
      ConnectionFailures failures,
      DatagramFaults faults,
      @Nullable ConnectionAuthorizer authorizer,
      boolean ifsHandles,
      boolean strict) {
    super("wsplab TCP and UDP in memory", false, ifsHandles, strict);
    this.failures = failures;
    this.faults = faults;
    this.authorizer = authorizer;
  }

  @Override
  protected @Nullable ConnectionAuthorizer authorizer() {
    return authorizer;
  }

  /** {@return a provider whose connections do not fail by themselves} */
  public static LoopbackProvider create() {
    return builder().build();
  }

  /** {@return a builder of a provider whose connections fail on demand} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the catalog entries, TCP and UDP over IPv4 and over IPv6; the catalog assigns their
   * ids (LAY-PI-6)}
   */
  public static List<ProtocolInfo> protocols() {
    return PROTOCOLS;
  }

  /** {@return {@link #protocols} as this provider offers them: {@code XP1_IFS_HANDLES} or not} */
  public List<ProtocolInfo> entries() {
    return withKindOfHandle(PROTOCOLS);
  }

  @Override
  protected Network openNetwork(Kernel kernel) {
    return new MemoryNetwork(kernel.memory(), failures, faults);
  }

  /**
   * Collects which connections fail. An address may be any, of this network or not; port 0 means
   * all its ports. Of two failures to connect to one address, the later call counts. Not
   * thread-safe.
   */
  public static final class Builder {
    private final ConnectionFailures failures = new ConnectionFailures();
    private boolean ifsHandles = true;
    private boolean strict;
    private @Nullable ConnectionAuthorizer authorizer;
    private DatagramFaults faults = DatagramFaults.NONE;

    Builder() {}

    /**
     * Connecting to it is refused: {@code WSAECONNREFUSED}.
     *
     * @param address an address of any network; port 0 stands for all its ports
     * @return this
     */
    public Builder refuse(Sockaddr address) {
      return fail(address, WsaError.WSAECONNREFUSED);
    }

    /**
     * It cannot be reached: {@code WSAEHOSTUNREACH}.
     *
     * @param address an address of any network; port 0 stands for all its ports
     * @return this
     */
    public Builder unreachable(Sockaddr address) {
      return fail(address, WsaError.WSAEHOSTUNREACH);
    }

    /**
     * Connecting to it times out: {@code WSAETIMEDOUT}, without any time passing.
     *
     * @param address an address of any network; port 0 stands for all its ports
     * @return this
     */
    public Builder timeOut(Sockaddr address) {
      return fail(address, WsaError.WSAETIMEDOUT);
    }

    /**
     * Connecting to it neither succeeds nor fails: it stays pending until the socket is closed.
     *
     * @param address an address of any network; port 0 stands for all its ports
     * @return this
     */
    public Builder noAnswer(Sockaddr address) {
      failures.connect(endpoint(address), ConnectionFailures.NO_ANSWER);
      return this;
    }

    /**
     * Connections to it are reset once so many bytes have arrived, at both ends together. Both ends
     * can still receive what has arrived, and then find {@code WSAECONNRESET}.
     *
     * @param address an address of any network; port 0 stands for all its ports
     * @param bytes 0 resets a connection as soon as it is made
     * @return this
     * @throws IllegalArgumentException when bytes are negative
     */
    public Builder resetAfter(Sockaddr address, long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes=" + bytes + ": 0 or more");
      }
      failures.resetAfter(endpoint(address), bytes);
      return this;
    }

    /**
     * It makes its handles by {@code WPUCreateSocketHandle}: the rules for provider handles hold
     * for its sockets.
     *
     * @return this
     */
    public Builder nonIfs() {
      ifsHandles = false;
      return this;
    }

    /**
     * Refuses a structure on a socket without the overlapped attribute with {@code WSAEINVAL}, as
     * the documented error tables say; without this such a call blocks and fills the structure in,
     * as Windows does (DEC-6, WIN-56).
     *
     * @return this
     */
    public Builder strict() {
      strict = true;
      return this;
    }

    /**
     * Some datagrams are lost, and some overtake the one that arrived just before them, if that has
     * not been received yet. Each decision follows from the seed, the port that the sender is bound
     * to, and how many datagrams it has sent before, and from nothing else: in every environment of
     * its own, the same seed decides the same. Without this call none is lost or overtaken, save
     * when the receiver's {@code SO_RCVBUF} is full. The last call counts.
     *
     * @param seed any
     * @param lost share of the datagrams that are lost, 0 to 1
     * @param reordered share of the others that overtake, 0 to 1
     * @return this
     * @throws IllegalArgumentException when a share is not between 0 and 1
     */
    public Builder datagramFaults(long seed, double lost, double reordered) {
      faults = new DatagramFaults(seed, lost, reordered);
      return this;
    }

    /**
     * Asks before a socket is bound, listens, connects or sends a datagram, and before a connection
     * or a datagram arrives. A connect waits for both ends: first for its own permission, then for
     * that of the listener; it fails with the error of the one that blocks.
     *
     * @param asked called from any thread, also from several at a time
     * @return this
     */
    public Builder authorizer(ConnectionAuthorizer asked) {
      authorizer = asked;
      return this;
    }

    private Builder fail(Sockaddr address, WsaError error) {
      failures.connect(endpoint(address), error);
      return this;
    }

    private static Endpoint endpoint(Sockaddr address) {
      if (!address.isInternet()) {
        throw new IllegalArgumentException(
            "family=" + address.family() + ": " + Winsock2.AF_INET + " or " + Winsock2.AF_INET6);
      }
      return Endpoint.of(address);
    }

    /**
     * Makes the provider; later calls of the builder do not change it.
     *
     * @return a provider for one environment
     */
    public LoopbackProvider build() {
      return new LoopbackProvider(
          new ConnectionFailures(failures), faults, authorizer, ifsHandles, strict);
    }
  }
}
