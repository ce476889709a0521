package dev.wsplab.differential;

import dev.wsplab.Winsock;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Datagrams by the client functions of this library. */
final class OurDatagrams extends OurSockets implements DatagramSockets {
  private static final int LENGTH = 1 << 16;
  private static final int ADDRESS = LENGTH + 8;
  private static final int ADDRESS_ROOM = 128;

  private final Map<Integer, Integer> nameOfPort = new HashMap<>();

  private final boolean ipv6;

  OurDatagrams(Winsock winsock, int family) {
    super(winsock, family, Winsock2.SOCK_DGRAM);
    ipv6 = family == Winsock2.AF_INET6;
  }

  @Override
  public Result fresh(int name) {
    Result made = super.fresh(name);
    setBlocking(name, false);
    hearOfUnreachable(name, false);
    return made;
  }

  @Override
  public void hearOfUnreachable(int name, boolean hear) {
    buffer.buffer().put(0, new byte[] {(byte) (hear ? 1 : 0), 0, 0, 0});
    int code = Winsock2.SIO_UDP_CONNRESET;
    ws2.wsaIoctl(socket(name), code, buffer.address(), 4, 0, 0, null, null).orThrow("CONNRESET");
  }

  @Override
  public Result connect(int name, int other) {
    return result(ws2.connect(socket(name), addressOf(other)));
  }

  @Override
  public Result disconnect(int name) {
    return result(ws2.connect(socket(name), Sockaddr.ofBytes(new byte[ipv6 ? 28 : 16])));
  }

  @Override
  public Result connectToBroadcast(int name) {
    return result(ws2.connect(socket(name), Sockaddr.ofBytes(Addresses.BROADCAST)));
  }

  @Override
  public Result send(int name, byte[] data) {
    return named(name, ws2.send(socket(name), store(data), 0));
  }

  @Override
  public Result sendTo(int name, byte[] data, int other) {
    return sendTo(name, data, 0, addressOf(other));
  }

  @Override
  public Result sendUrgently(int name, byte[] data, int other) {
    return sendTo(name, data, Winsock2.MSG_OOB, addressOf(other));
  }

  @Override
  public Result sendToBroadcast(int name, byte[] data) {
    return sendTo(name, data, 0, Sockaddr.ofBytes(Addresses.BROADCAST));
  }

  @Override
  public Result sendToOtherFamily(int name, byte[] data) {
    byte[] loopback = Addresses.ipv6Loopback(Winsock2.AF_INET6, 9);
    return sendTo(name, data, 0, Sockaddr.ofBytes(loopback));
  }

  private Result sendTo(int name, byte[] data, int flags, @Nullable Sockaddr to) {
    return named(name, ws2.sendto(socket(name), store(data), flags, to));
  }

  /** Whoever sends has a port by now. */
  private Result named(int name, TransferResult sent) {
    if (sent.succeeded()) {
      nameOfPort.put(addressOf(name).port(), name);
    }
    return sent(sent);
  }

  @Override
  public Result bindElsewhere(int name) {
    byte[] elsewhere = ipv6 ? Addresses.ipv6Elsewhere(Winsock2.AF_INET6) : Addresses.ELSEWHERE;
    return result(ws2.bind(socket(name), Sockaddr.ofBytes(elsewhere)));
  }

  @Override
  public Result accept(int name) {
    return failed(ws2.accept(socket(name)).errno());
  }

  @Override
  public Result recv(int name, int room, boolean peek) {
    int flags = peek ? Winsock2.MSG_PEEK : 0;
    return received(ws2.recv(socket(name), WsaBuffers.of(buffer, 0, room), flags), NOBODY);
  }

  @Override
  public Result recvFrom(int name, int room, boolean peek) {
    buffer.buffer().putInt(LENGTH, ADDRESS_ROOM).put(ADDRESS, new byte[ADDRESS_ROOM]);
    long base = buffer.address();
    TransferResult got =
        ws2.recvfrom(
            socket(name),
            WsaBuffers.of(buffer, 0, room),
            peek ? Winsock2.MSG_PEEK : 0,
            base + ADDRESS,
            base + LENGTH);
    int length = Math.min(ADDRESS_ROOM, buffer.buffer().getInt(LENGTH));
    byte[] from = Arrays.copyOf(buffer.bytes(ADDRESS, length), 16);
    return received(got, nameOfPort.getOrDefault(Addresses.port(from), NOBODY));
  }

  private Result received(TransferResult got, int from) {
    Failure failure = Failure.ofWinsock(got.errno());
    return failure == Failure.NONE || failure == Failure.MESSAGE_SIZE
        ? new Result(failure, got.bytes(), buffer.bytes(0, got.bytes()), from)
        : Result.failed(failure);
  }
}
