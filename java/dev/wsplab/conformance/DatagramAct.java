package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;

/** Datagrams between two bound sockets. */
final class DatagramAct implements Act {
  private static final int TOO_LONG = 70_000;
  private static final int SHORT = 4;

  private final World world;
  private final Cell cell;
  private final int bytes;
  private SocketHandle peer = SocketHandle.INVALID;
  private Sockaddr name = Sockaddr.loopback(1);

  DatagramAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
    this.bytes = SHORT + world.decisions().number(1, 1, "bytes", Calls.ROOM - SHORT) + 1;
  }

  @Override
  public Calls.Target prepare() {
    boolean sends = cell.function() == TestedFunction.SEND_TO;
    boolean unbound = !sends && cell.ending() == Ending.FAILS_AT_ONCE;
    peer = Calls.datagram(world);
    SocketHandle mine =
        unbound
            ? Calls.socket(world, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP)
            : Calls.datagram(world);
    if (!unbound) {
      name = PairActs.nameOf(world, mine);
    }
    int length = sends ? bytes : Calls.ROOM;
    if (cell.ending() == Ending.FAILS_AT_ONCE && sends) {
      length = TOO_LONG;
    } else if (cell.ending() == Ending.FAILS_LATER) {
      length = SHORT;
    }
    Rooms rooms = Rooms.inOne(world, world.block(Math.max(length, Calls.ROOM)), length);
    if (sends && cell.ending() == Ending.AT_ONCE) {
      rooms.fill(PairActs.counted(bytes));
    }
    return new Calls.Target(mine, SocketHandle.INVALID, PairActs.nameOf(world, peer), rooms, 0, 0);
  }

  @Override
  public void before() {
    if (cell.ending() == Ending.AT_ONCE && cell.function() != TestedFunction.SEND_TO) {
      sendFromPeer();
    }
  }

  @Override
  public void during() {
    sendFromPeer();
  }

  private void sendFromPeer() {
    WsaBuffers data = WsaBuffers.of(PairActs.counting(world, bytes));
    var sent = world.ws2().sendto(peer, data, 0, name);
    Calls.ok("sendto", sent.succeeded() ? 0 : sent.errno());
  }

  @Override
  public Expected expected() {
    boolean sends = cell.function() == TestedFunction.SEND_TO;
    return switch (cell.ending()) {
      case FAILS_AT_ONCE ->
          Expected.failure(sends ? WsaError.WSAEMSGSIZE.code() : WsaError.WSAEINVAL.code());
      case FAILS_LATER -> Expected.failure(WsaError.WSAEMSGSIZE.code());
      case CLOSED, CANCELLED ->
          Expected.failure(WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code());
      default -> Expected.success(bytes);
    };
  }

  @Override
  public void look(Calls.Target target, boolean succeeded) {
    if (!succeeded) {
      return;
    }
    if (cell.function() == TestedFunction.SEND_TO) {
      if (cell.ending() == Ending.AT_ONCE) {
        String arrived = PairActs.received(world, peer, bytes);
        ContentChecks.compare(world, Check.STREAM, PairActs.counted(bytes), arrived);
      }
      return;
    }
    ContentChecks.compare(
        world, Check.DATA_UP, PairActs.counted(bytes), target.rooms().data(bytes));
    Sockaddr sender = target.rooms().told(cell.function());
    Sockaddr wanted = PairActs.nameOf(world, peer);
    boolean isSame =
        sender != null
            && sender.isInternet()
            && sender.toInetSocketAddress().equals(wanted.toInetSocketAddress());
    world
        .findings()
        .check(
            cell.function() == TestedFunction.RECV_FROM ? Check.SENDER : Check.MESSAGE_FIELDS,
            isSame,
            wanted.toString(),
            sender == null ? "no address" : sender.toString());
  }
}
