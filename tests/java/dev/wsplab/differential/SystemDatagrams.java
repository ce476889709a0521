package dev.wsplab.differential;

import java.util.HashMap;
import java.util.Map;

/** The system's own datagrams. */
final class SystemDatagrams extends SystemSockets implements DatagramSockets {
  private static final int DATAGRAM = 2;
  private static final int MSG_PEEK = 2;

  /** Linux: a receive returns the whole length of the datagram. */
  private static final int MSG_TRUNC = 0x20;

  private static final int SIO_UDP_CONNRESET = 0x9800000C;
  private static final int INET6_ON_WINDOWS = 23;
  private static final int INET6_ON_LINUX = 10;
  private static final int ADDRESS_ROOM = 128;

  private final Map<Integer, Integer> nameOfPort = new HashMap<>();

  SystemDatagrams(int winsockFamily) {
    super(winsockFamily, DATAGRAM);
  }

  @Override
  public Result fresh(int name) {
    Result made = super.fresh(name);
    setNonblocking(name, true);
    hearOfUnreachable(name, false);
    return made;
  }

  @Override
  public void hearOfUnreachable(int name, boolean hear) {
    if (windows) {
      number.setInt(0, hear ? 1 : 0);
      call("WSAIoctl", socket(name), SIO_UDP_CONNRESET, number, 4, null, 0, length, null, null);
    }
  }

  @Override
  public Result connect(int name, int other) {
    loadAddressOf(other);
    return result(call("connect", socket(name), address, addressSize));
  }

  @Override
  public Result connectToBroadcast(int name) {
    storeAddress(Addresses.BROADCAST);
    return result(call("connect", socket(name), address, addressSize));
  }

  /** Linux gives up a port that it has chosen itself; so it is bound again. */
  @Override
  public Result disconnect(int name) {
    int port = port(name);
    storeAddress(new byte[addressSize]);
    Result dissolved = result(call("connect", socket(name), address, addressSize));
    if (port(name) == 0) {
      storeAddress(loopback);
      address.setByte(2, (byte) (port >> Byte.SIZE));
      address.setByte(3, (byte) port);
      return result(call("bind", socket(name), address, addressSize));
    }
    return dissolved;
  }

  private int port(int name) {
    loadAddressOf(name);
    return Addresses.port(address.getByteArray(0, addressSize));
  }

  @Override
  public Result send(int name, byte[] data) {
    store(data);
    int flags = windows ? 0 : MSG_DONTWAIT | MSG_NOSIGNAL;
    return named(name, transfer("send", socket(name), buffer, size(data.length), flags));
  }

  @Override
  public Result sendTo(int name, byte[] data, int other) {
    loadAddressOf(other);
    return sendToAddress(name, data, 0, addressSize);
  }

  @Override
  public Result sendUrgently(int name, byte[] data, int other) {
    loadAddressOf(other);
    return sendToAddress(name, data, MSG_OOB, addressSize);
  }

  @Override
  public Result sendToBroadcast(int name, byte[] data) {
    storeAddress(Addresses.BROADCAST);
    return sendToAddress(name, data, 0, addressSize);
  }

  @Override
  public Result sendToOtherFamily(int name, byte[] data) {
    byte[] loopback = Addresses.ipv6Loopback(windows ? INET6_ON_WINDOWS : INET6_ON_LINUX, 9);
    storeAddress(loopback);
    return sendToAddress(name, data, 0, loopback.length);
  }

  private Result sendToAddress(int name, byte[] data, int flags, int addressLength) {
    store(data);
    int all = windows ? flags : flags | MSG_DONTWAIT | MSG_NOSIGNAL;
    long s = socket(name);
    Object bytes = size(data.length);
    return named(name, transfer("sendto", s, buffer, bytes, all, address, addressLength));
  }

  /** Whoever sends has a port by now. */
  private Result named(int name, int returned) {
    Result result = sent(returned);
    if (returned != -1) {
      nameOfPort.put(port(name), name);
    }
    return result;
  }

  @Override
  public Result bindElsewhere(int name) {
    storeAddress(family == INET ? Addresses.ELSEWHERE : Addresses.ipv6Elsewhere(family));
    return result(call("bind", socket(name), address, addressSize));
  }

  @Override
  public Result accept(int name) {
    return result(call("accept", socket(name), null, null));
  }

  @Override
  public Result recv(int name, int room, boolean peek) {
    int got = transfer("recv", socket(name), buffer, size(room), flags(peek));
    return received(got, room, false);
  }

  @Override
  public Result recvFrom(int name, int room, boolean peek) {
    address.clear();
    length.setInt(0, ADDRESS_ROOM);
    long s = socket(name);
    int got = transfer("recvfrom", s, buffer, size(room), flags(peek), address, length);
    return received(got, room, true);
  }

  private int flags(boolean peek) {
    return (peek ? MSG_PEEK : 0) | (windows ? 0 : MSG_DONTWAIT | MSG_TRUNC);
  }

  private Result received(int got, int room, boolean named) {
    Failure failure = got == -1 ? failure() : got > room ? Failure.MESSAGE_SIZE : Failure.NONE;
    if (failure != Failure.NONE && failure != Failure.MESSAGE_SIZE) {
      return Result.failed(failure);
    }
    int count = failure == Failure.NONE ? got : room;
    int port = Addresses.port(address.getByteArray(0, addressSize));
    int from = named ? nameOfPort.getOrDefault(port, NOBODY) : NOBODY;
    return new Result(failure, count, buffer.getByteArray(0, count), from);
  }
}
