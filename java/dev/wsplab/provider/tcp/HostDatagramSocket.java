package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.provider.network.PacketInfo;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One of the system's own datagram sockets; as {@link HostSocket}. Linux tells of unreachable ports
 * by an error queue when asked to; Windows does so unasked, and other systems only on connected
 * sockets.
 */
final class HostDatagramSocket extends HostSocket {
  /** Nobody leaves more datagrams unread than this. */
  private static final int MANY = 1_000_000;

  private static final int UNREACHABLE = WsaError.WSAECONNREFUSED.code();
  private static final int RESET = WsaError.WSAECONNRESET.code();

  private final boolean ipv6;
  private boolean packetInfo;
  private int unreachable;

  HostDatagramSocket(HostNetwork network, int number, int family) {
    super(network, number);
    this.ipv6 = family == Winsock2.AF_INET6;
  }

  /** Asks to be told of unreachable ports; once, when it has been made. */
  void begin() {
    if (network().hasErrorQueue()) {
      setOption(ipv6 ? HostOption.UNREACHABLE_IPV6 : HostOption.UNREACHABLE, 1);
    }
  }

  @Override
  public long sendTo(Iovec data, @Nullable Sockaddr to, @Nullable PacketInfo from) {
    Segments segments = new Segments(data);
    if (!segments.gather()) {
      return -WsaError.WSAEFAULT.code();
    }
    byte[] target = to == null ? null : to.bytes();
    long[] addresses = segments.addresses();
    long[] lengths = segments.lengths();
    long result =
        from == null
            ? sockets().send(number(), addresses, lengths, 0, target)
            : sockets().sendMessage(number(), addresses, lengths, 0, target, toBytes(from));
    return result < 0 ? -errorOf(result) : result;
  }

  @Override
  public Arrived receiveFrom(Iovec room, int flags) {
    if (unreachable > 0) {
      unreachable--;
      return Arrived.failed(RESET);
    }
    Segments segments = new Segments(room);
    byte[] from = new byte[HostSockets.MAX_ADDRESS];
    byte[] info = new byte[HostSockets.PACKET_INFO_SIZE];
    int hostFlags = network().hostFlags(flags);
    long[] addresses = segments.addresses();
    long[] lengths = segments.lengths();
    long result =
        packetInfo
            ? sockets().recvMessage(number(), addresses, lengths, hostFlags, from, info)
            : sockets().recv(number(), addresses, lengths, hostFlags, from);
    if (result < 0) {
      return Arrived.failed(errorOf(result));
    }
    int bytes = (int) result;
    boolean cut = network().isTruncated((int) (result >>> Integer.SIZE));
    if (!segments.scatter(bytes)) {
      return Arrived.failed(WsaError.WSAEFAULT.code());
    }
    return new Arrived(0, bytes, cut, Sockaddr.ofBytes(ofFamily(from)), toPacketInfo(info));
  }

  /**
   * An unreachable port. Taking one entry from the error queue, where there is one, makes the
   * system report the next.
   */
  private int errorOf(long result) {
    int error = network().errorOf(result);
    if (error == UNREACHABLE && network().hasErrorQueue()) {
      long[] none = {};
      sockets().recv(number(), none, none, network().errorQueueFlag(), null);
    }
    return error == UNREACHABLE ? RESET : error;
  }

  private static byte[] ofFamily(byte[] address) {
    boolean ipv4 = address[0] == Winsock2.AF_INET;
    return ipv4 ? Arrays.copyOf(address, Sockaddr.IPV4_SIZE) : address;
  }

  private static byte[] toBytes(PacketInfo info) {
    byte[] bytes = Arrays.copyOf(info.address().bytes(), HostSockets.PACKET_INFO_SIZE);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(HostSockets.MAX_ADDRESS, info.interfaceNumber());
    return bytes;
  }

  private static @Nullable PacketInfo toPacketInfo(byte[] info) {
    if (info[0] == 0) {
      return null;
    }
    int number =
        ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(HostSockets.MAX_ADDRESS);
    byte[] address = ofFamily(Arrays.copyOf(info, HostSockets.MAX_ADDRESS));
    return new PacketInfo(Sockaddr.ofBytes(address), number);
  }

  @Override
  public int setOption(SocketOption option, int value) {
    if (option != SocketOption.PACKET_INFO) {
      return super.setOption(option, value);
    }
    int error = setOption(ipv6 ? HostOption.PACKET_INFO_IPV6 : HostOption.PACKET_INFO, value);
    packetInfo = error == 0 ? value != 0 : packetInfo;
    return error;
  }

  /** What the system keeps is for the next receive to tell. */
  @Override
  public int takeError() {
    return 0;
  }

  /** Linux gives a port up that it has chosen itself: it is bound again. */
  @Override
  public int disconnect() {
    AddressResult before = localName();
    int error = network().errorOf(sockets().disconnect(number()));
    Sockaddr bound = before.address();
    Sockaddr now = localName().address();
    boolean lost = bound != null && now != null && now.port() == 0;
    return error == 0 && lost && bound != null ? bind(bound, false, false) : error;
  }

  /**
   * All datagrams together, as Winsock has it: where the system counts the first one alone, they
   * are looked at one after the other.
   */
  @Override
  public long available() {
    if (network().isWinsock() || setOption(HostOption.PEEK_OFFSET, 0) != 0) {
      return super.available();
    }
    long[] none = {};
    long total = 0;
    long result = 0;
    for (int i = 0; i < MANY && result >= 0; i++) {
      result = sockets().recv(number(), none, none, network().sizeOfNextFlags(), null);
      if (result >= 0) {
        total += result & 0xFFFF_FFFFL;
      } else if (errorOf(result) == RESET) {
        unreachable++; // asking has taken it from the system: the next receive tells it
        result = 0;
      }
    }
    setOption(HostOption.PEEK_OFFSET, -1);
    return total;
  }

  @Override
  public boolean hasUnsent() {
    return false;
  }

  @Override
  public void closeWaiting(int seconds) {
    close();
  }
}
