package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;

/** {@code AcceptEx} and {@code ConnectEx}. */
final class ConnectionAct implements Act {
  private final World world;
  private final Cell cell;
  private SocketHandle other = SocketHandle.INVALID;
  private Sockaddr name = Sockaddr.loopback(1);

  ConnectionAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
  }

  @Override
  public Calls.Target prepare() {
    SocketHandle mine = accepts() ? listening() : connecting();
    return new Calls.Target(mine, other, name, Rooms.inOne(world, world.block(1), 0), 0, 0);
  }

  private boolean accepts() {
    return cell.function() == TestedFunction.ACCEPT_EX;
  }

  /** Fails at once when the socket does not listen. */
  private SocketHandle listening() {
    boolean fails = cell.ending() == Ending.FAILS_AT_ONCE;
    SocketHandle mine = fails ? bound() : Calls.listener(world);
    name = PairActs.nameOf(world, mine);
    other = Calls.stream(world);
    return mine;
  }

  /** Fails at once when it is not bound (CLI-CONNECTEX-1), later when nobody listens. */
  private SocketHandle connecting() {
    SocketHandle listener = Calls.listener(world);
    name = PairActs.nameOf(world, listener);
    if (cell.ending() == Ending.FAILS_LATER) {
      Calls.ok("closesocket", world.ws2().closesocket(listener));
    }
    return cell.ending() == Ending.FAILS_AT_ONCE ? Calls.stream(world) : bound();
  }

  private SocketHandle bound() {
    SocketHandle s = Calls.stream(world);
    Calls.ok("bind", world.ws2().bind(s, Sockaddr.loopback(0)));
    return s;
  }

  @Override
  public void before() {
    if (accepts() && cell.ending() == Ending.AT_ONCE) {
      connect();
    }
  }

  @Override
  public void during() {
    if (!accepts()) {
      return; // it ends without anybody's doing
    }
    if (cell.ending() == Ending.FAILS_LATER) {
      Calls.ok("closesocket", world.ws2().closesocket(other)); // CLI-ACCEPTEX-7
    } else {
      connect();
    }
  }

  private void connect() {
    Calls.ok("connect", world.ws2().connect(Calls.stream(world), name));
  }

  @Override
  public Expected expected() {
    return switch (cell.ending()) {
      case FAILS_AT_ONCE -> Expected.failure(WsaError.WSAEINVAL.code());
      case FAILS_LATER ->
          accepts()
              ? Expected.failure(
                  WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code())
              : Expected.failure(WsaError.WSAECONNREFUSED.code());
      case CLOSED, CANCELLED ->
          Expected.failure(WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code());
      default -> Expected.success(-1);
    };
  }
}
