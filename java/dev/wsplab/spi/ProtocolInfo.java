package dev.wsplab.spi;

import java.util.List;
import org.apache.commons.lang3.Validate;

/**
 * {@code WSAPROTOCOL_INFOW}: one entry of the catalog (sheet, 1.4). Immutable.
 *
 * @param serviceFlags1 {@code XP1_*} of {@link Winsock2}
 * @param providerFlags {@code PFL_*} of {@link Winsock2}
 * @param providerId the provider; several entries may share it (CAT-1)
 * @param catalogEntryId unique in the catalog and assigned by it (LAY-PI-6); 0 before installation
 * @param chain empty for a layered protocol (ChainLen 0), otherwise the entry ids from the top
 *     layer to the base; for a base protocol only its length, 1, counts
 * @param version protocol version
 * @param addressFamily {@code AF_*}
 * @param maxSockAddr largest address, in bytes
 * @param minSockAddr smallest address, in bytes
 * @param socketType {@code SOCK_*}
 * @param protocol {@code IPPROTO_*}
 * @param protocolMaxOffset what may be added to {@code protocol} in a request (LAY-PI-4)
 * @param networkByteOrder 0 big-endian, 1 little-endian (LAY-PI-3)
 * @param securityScheme 0: none
 * @param messageSize 0: a stream; see LAY-PI-2
 * @param providerReserved the provider's own number (LAY-PI-5)
 * @param name {@code szProtocol}, at most 255 characters
 */
public record ProtocolInfo(
    int serviceFlags1,
    int providerFlags,
    Guid providerId,
    int catalogEntryId,
    List<Integer> chain,
    int version,
    int addressFamily,
    int maxSockAddr,
    int minSockAddr,
    int socketType,
    int protocol,
    int protocolMaxOffset,
    int networkByteOrder,
    int securityScheme,
    int messageSize,
    int providerReserved,
    String name) {

  /** {@code WSAPROTOCOL_LEN}: characters of the name, without the terminator. */
  public static final int MAX_NAME = 255;

  /** Size of the structure, in bytes, in every process. */
  public static final int SIZE = 628;

  /**
   * Checks the lengths that the structure fixes.
   *
   * @param serviceFlags1 {@code XP1_*} of {@link Winsock2}
   * @param providerFlags {@code PFL_*} of {@link Winsock2}
   * @param providerId the provider; several entries may share it (CAT-1)
   * @param catalogEntryId unique in the catalog and assigned by it (LAY-PI-6); 0 before
   *     installation
   * @param chain empty for a layered protocol (ChainLen 0), otherwise the entry ids from the top
   *     layer to the base; for a base protocol only its length, 1, counts
   * @param version protocol version
   * @param addressFamily {@code AF_*}
   * @param maxSockAddr largest address, in bytes
   * @param minSockAddr smallest address, in bytes
   * @param socketType {@code SOCK_*}
   * @param protocol {@code IPPROTO_*}
   * @param protocolMaxOffset what may be added to {@code protocol} in a request (LAY-PI-4)
   * @param networkByteOrder 0 big-endian, 1 little-endian (LAY-PI-3)
   * @param securityScheme 0: none
   * @param messageSize 0: a stream; see LAY-PI-2
   * @param providerReserved the provider's own number (LAY-PI-5)
   * @param name {@code szProtocol}, at most 255 characters
   */
  public ProtocolInfo {
    chain = List.copyOf(chain);
    Validate.isTrue(
        chain.size() <= Winsock2.MAX_PROTOCOL_CHAIN,
        "chain.size()=%s: at most 7 entries (MAX_PROTOCOL_CHAIN)",
        chain.size());
    Validate.isTrue(
        name.length() <= MAX_NAME,
        "name.length()=%s: at most 255 characters (WSAPROTOCOL_LEN)",
        name.length());
  }

  /**
   * {@return a builder that begins with a byte stream over IPv4 TCP that hands out system handles}
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that begins with this entry's values} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * {@code ProtocolChain.ChainLen}: 0 a layered protocol, 1 a base protocol, 2 to 7 a chain.
   *
   * @return 0 to 7
   */
  public int chainLength() {
    return chain.size();
  }

  /** {@return whether the entry is a layered protocol, which clients cannot use by itself} */
  public boolean isLayer() {
    return chain.isEmpty();
  }

  /** {@return whether the entry is a base protocol} */
  public boolean isBase() {
    return chain.size() == Winsock2.BASE_PROTOCOL;
  }

  /** {@return whether the entry promises system handles (CAT-3)} */
  public boolean hasIfsHandles() {
    return (serviceFlags1 & Winsock2.XP1_IFS_HANDLES) != 0;
  }

  /**
   * Returns whether a request for this protocol number fits (CAT-SEL-3).
   *
   * @param requested {@code IPPROTO_*}, or 0
   * @return whether it does
   */
  public boolean matchesProtocol(int requested) {
    if (requested == 0) {
      return (providerFlags & Winsock2.PFL_MATCHES_PROTOCOL_ZERO) != 0;
    }
    return requested >= protocol && requested <= protocol + protocolMaxOffset;
  }

  /** Collects the values of an entry. Not thread-safe. */
  public static final class Builder {
    private int serviceFlags1 =
        Winsock2.XP1_GUARANTEED_DELIVERY
            | Winsock2.XP1_GUARANTEED_ORDER
            | Winsock2.XP1_GRACEFUL_CLOSE
            | Winsock2.XP1_EXPEDITED_DATA
            | Winsock2.XP1_IFS_HANDLES;
    private int providerFlags = Winsock2.PFL_MATCHES_PROTOCOL_ZERO;
    private Guid providerId = Guid.random();
    private int catalogEntryId;
    private List<Integer> chain = List.of(0);
    private int version = 2;
    private int addressFamily = Winsock2.AF_INET;
    private int maxSockAddr = 16;
    private int minSockAddr = 16;
    private int socketType = Winsock2.SOCK_STREAM;
    private int protocol = Winsock2.IPPROTO_TCP;
    private int protocolMaxOffset;
    private int networkByteOrder;
    private int securityScheme;
    private int messageSize;
    private int providerReserved;
    private String name = "";

    Builder() {}

    Builder(ProtocolInfo from) {
      serviceFlags1 = from.serviceFlags1;
      providerFlags = from.providerFlags;
      providerId = from.providerId;
      catalogEntryId = from.catalogEntryId;
      chain = from.chain;
      version = from.version;
      addressFamily = from.addressFamily;
      maxSockAddr = from.maxSockAddr;
      minSockAddr = from.minSockAddr;
      socketType = from.socketType;
      protocol = from.protocol;
      protocolMaxOffset = from.protocolMaxOffset;
      networkByteOrder = from.networkByteOrder;
      securityScheme = from.securityScheme;
      messageSize = from.messageSize;
      providerReserved = from.providerReserved;
      name = from.name;
    }

    /**
     * Sets {@code dwServiceFlags1}.
     *
     * @param flags {@code XP1_*} bits
     * @return this
     */
    public Builder serviceFlags1(int flags) {
      serviceFlags1 = flags;
      return this;
    }

    /**
     * Sets or clears {@code XP1_IFS_HANDLES} alone.
     *
     * @param on whether the entry is to promise system handles
     * @return this
     */
    public Builder ifsHandles(boolean on) {
      serviceFlags1 =
          on ? serviceFlags1 | Winsock2.XP1_IFS_HANDLES : serviceFlags1 & ~Winsock2.XP1_IFS_HANDLES;
      return this;
    }

    /**
     * Sets {@code dwProviderFlags}.
     *
     * @param flags {@code PFL_*} bits
     * @return this
     */
    public Builder providerFlags(int flags) {
      providerFlags = flags;
      return this;
    }

    /**
     * Sets {@code ProviderId}.
     *
     * @param id any id
     * @return this
     */
    public Builder providerId(Guid id) {
      providerId = id;
      return this;
    }

    /**
     * Sets {@code dwCatalogEntryId}; the catalog assigns its own at installation.
     *
     * @param id any number
     * @return this
     */
    public Builder catalogEntryId(int id) {
      catalogEntryId = id;
      return this;
    }

    /**
     * Sets {@code ProtocolChain}.
     *
     * @param entries entry ids from the top layer to the base, at most 7; copied
     * @return this
     */
    public Builder chain(List<Integer> entries) {
      chain = entries;
      return this;
    }

    /**
     * Sets {@code iAddressFamily} and the address sizes that go with IPv4 and IPv6.
     *
     * @param family {@code AF_*}
     * @return this
     */
    public Builder addressFamily(int family) {
      addressFamily = family;
      maxSockAddr = family == Winsock2.AF_INET6 ? 28 : 16;
      minSockAddr = maxSockAddr;
      return this;
    }

    /**
     * Sets {@code iSocketType}.
     *
     * @param type {@code SOCK_*}
     * @return this
     */
    public Builder socketType(int type) {
      socketType = type;
      return this;
    }

    /**
     * Sets {@code iProtocol}.
     *
     * @param number {@code IPPROTO_*}
     * @return this
     */
    public Builder protocol(int number) {
      protocol = number;
      return this;
    }

    /**
     * Sets {@code iProtocolMaxOffset}.
     *
     * @param offset 0 or more: how many protocol numbers follow the first
     * @return this
     */
    public Builder protocolMaxOffset(int offset) {
      protocolMaxOffset = offset;
      return this;
    }

    /**
     * Sets {@code dwMessageSize}.
     *
     * @param size in bytes; 0 for a stream
     * @return this
     */
    public Builder messageSize(int size) {
      messageSize = size;
      return this;
    }

    /**
     * Sets {@code dwProviderReserved}.
     *
     * @param number any 32 bits
     * @return this
     */
    public Builder providerReserved(int number) {
      providerReserved = number;
      return this;
    }

    /**
     * Sets {@code szProtocol}.
     *
     * @param text at most {@link #MAX_NAME} characters
     * @return this
     */
    public Builder name(String text) {
      name = text;
      return this;
    }

    /**
     * Makes the entry.
     *
     * @return the entry
     * @throws IllegalArgumentException for a chain or a name that is too long
     */
    public ProtocolInfo build() {
      return new ProtocolInfo(
          serviceFlags1,
          providerFlags,
          providerId,
          catalogEntryId,
          chain,
          version,
          addressFamily,
          maxSockAddr,
          minSockAddr,
          socketType,
          protocol,
          protocolMaxOffset,
          networkByteOrder,
          securityScheme,
          messageSize,
          providerReserved,
          name);
    }
  }
}
