package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;

/** A receive between connected sockets. */
final class ReceiveAct implements Act {
  private final World world;
  private final Cell cell;
  private final int bytes;
  private PairActs.Pair pair = new PairActs.Pair(SocketHandle.INVALID, SocketHandle.INVALID);

  ReceiveAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
    this.bytes = world.decisions().bytes(1, 1);
  }

  @Override
  public Calls.Target prepare() {
    pair = PairActs.Pair.make(world);
    return new Calls.Target(
        pair.mine(), SocketHandle.INVALID, null, Rooms.inTwo(world, Calls.ROOM), 0, 0);
  }

  @Override
  public void before() {
    if (cell.ending() == Ending.AT_ONCE) {
      PairActs.send(world, pair.peer(), bytes);
    } else if (cell.ending() == Ending.FAILS_AT_ONCE) {
      Calls.ok("shutdown", world.ws2().shutdown(pair.mine(), Winsock2.SD_RECEIVE));
    }
  }

  @Override
  public void during() {
    if (cell.ending() == Ending.FAILS_LATER) {
      PairActs.reset(world, pair.peer());
    } else {
      PairActs.send(world, pair.peer(), bytes);
    }
  }

  @Override
  public Expected expected() {
    return switch (cell.ending()) {
      case FAILS_AT_ONCE -> Expected.failure(WsaError.WSAESHUTDOWN.code());
      case FAILS_LATER -> Expected.failure(WsaError.WSAECONNRESET.code());
      case CLOSED, CANCELLED ->
          Expected.failure(WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code());
      default -> Expected.success(bytes);
    };
  }

  @Override
  public void look(Calls.Target target, boolean succeeded) {
    if (succeeded) {
      ContentChecks.compare(
          world, Check.DATA_UP, PairActs.counted(bytes), target.rooms().data(bytes));
    }
  }
}
