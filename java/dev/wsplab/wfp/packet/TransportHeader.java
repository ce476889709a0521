package dev.wsplab.wfp.packet;

/** What stands behind the IP header of a {@link Packet}. */
public sealed interface TransportHeader {
  /** {@return the number of the protocol in the IP header} */
  int protocol();

  /** {@return its size in bytes} */
  int size();

  /**
   * A header of TCP without options (RFC 9293).
   *
   * @param sourcePort 0 to 65535
   * @param destinationPort 0 to 65535
   * @param sequence the sequence number, unsigned
   * @param acknowledgment the acknowledgment number, unsigned
   * @param flags {@link #SYN} and the others, together
   * @param window 0 to 65535
   */
  record Tcp(
      int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags, int window)
      implements TransportHeader {
    /** {@code IPPROTO_TCP}. */
    public static final int PROTOCOL = 6;

    /** No more data come. */
    public static final int FIN = 0x01;

    /** Begins a connection. */
    public static final int SYN = 0x02;

    /** Resets the connection. */
    public static final int RST = 0x04;

    /** Data are to be handed on at once. */
    public static final int PSH = 0x08;

    /** The acknowledgment number counts. */
    public static final int ACK = 0x10;

    static final int SIZE = 20;

    /**
     * {@return the header of the packet that begins a connection}
     *
     * @param sourcePort the sender's port, 0 to 65,535
     * @param destinationPort the receiver's port, 0 to 65,535
     */
    public static Tcp syn(int sourcePort, int destinationPort) {
      return new Tcp(sourcePort, destinationPort, 1, 0, SYN, 65535);
    }

    /**
     * {@return whether all of these flags are set}
     *
     * @param wanted flags of the TCP header
     */
    public boolean has(int wanted) {
      return (flags & wanted) == wanted;
    }

    @Override
    public int protocol() {
      return PROTOCOL;
    }

    @Override
    public int size() {
      return SIZE;
    }
  }

  /**
   * A header of UDP (RFC 768).
   *
   * @param sourcePort 0 to 65535
   * @param destinationPort 0 to 65535
   */
  record Udp(int sourcePort, int destinationPort) implements TransportHeader {
    /** {@code IPPROTO_UDP}. */
    public static final int PROTOCOL = 17;

    static final int SIZE = 8;

    @Override
    public int protocol() {
      return PROTOCOL;
    }

    @Override
    public int size() {
      return SIZE;
    }
  }

  /**
   * A header of ICMP (RFC 792) or ICMPv6 (RFC 4443), such as that of an echo.
   *
   * @param isIpv6 whether it is ICMPv6
   * @param type 0 to 255
   * @param code 0 to 255
   * @param identifier 0 to 65535
   * @param sequence 0 to 65535
   */
  record Icmp(boolean isIpv6, int type, int code, int identifier, int sequence)
      implements TransportHeader {
    /** {@code IPPROTO_ICMP}. */
    public static final int PROTOCOL = 1;

    /** {@code IPPROTO_ICMPV6}. */
    public static final int PROTOCOL_IPV6 = 58;

    static final int SIZE = 8;
    private static final int ECHO = 8;
    private static final int ECHO_IPV6 = 128;

    /**
     * {@return the header of an echo request}
     *
     * @param isIpv6 whether it is one of ICMPv6
     * @param identifier who asks, 0 to 65,535
     * @param sequence which of its requests, 0 to 65,535
     */
    public static Icmp echoRequest(boolean isIpv6, int identifier, int sequence) {
      return new Icmp(isIpv6, isIpv6 ? ECHO_IPV6 : ECHO, 0, identifier, sequence);
    }

    @Override
    public int protocol() {
      return isIpv6 ? PROTOCOL_IPV6 : PROTOCOL;
    }

    @Override
    public int size() {
      return SIZE;
    }
  }
}
