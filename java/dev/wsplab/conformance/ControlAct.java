package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;

/** A control, or the end of a connection by {@code DisconnectEx}. */
final class ControlAct implements Act {
  private static final int NO_CONTROL = 0x1234;

  private final World world;
  private final Cell cell;
  private SocketHandle peer = SocketHandle.INVALID;

  ControlAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
  }

  @Override
  public Calls.Target prepare() {
    boolean fails = cell.ending() == Ending.FAILS_AT_ONCE;
    SocketHandle mine;
    if (fails) {
      mine = Calls.stream(world);
    } else {
      PairActs.Pair pair = PairActs.Pair.make(world);
      mine = pair.mine();
      peer = pair.peer();
    }
    int code = fails ? NO_CONTROL : Winsock2.FIONREAD;
    return new Calls.Target(
        mine, SocketHandle.INVALID, null, Rooms.inTwo(world, Calls.ROOM), 0, code);
  }

  /** The other end has sent all it had, so that nothing stands against the end. */
  @Override
  public void before() {
    if (cell.function() == TestedFunction.DISCONNECT_EX && cell.ending() == Ending.AT_ONCE) {
      Calls.ok("shutdown", world.ws2().shutdown(peer, Winsock2.SD_SEND));
    }
  }

  @Override
  public void during() {
    throw new NotApplicableException("nothing is pending here");
  }

  @Override
  public Expected expected() {
    if (cell.ending() != Ending.FAILS_AT_ONCE) {
      return Expected.success(-1);
    }
    return cell.function() == TestedFunction.IOCTL
        ? Expected.failure(WsaError.WSAEINVAL.code(), WsaError.WSAEOPNOTSUPP.code())
        : Expected.failure(WsaError.WSAENOTCONN.code());
  }
}
