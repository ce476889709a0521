package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;

/** A send between connected sockets: more than all buffers hold when it is to pend. */
final class SendAct implements Act {
  private static final int MORE_THAN_BUFFERS_HOLD = 16 << 20;

  private final World world;
  private final Cell cell;
  private final int bytes;
  private PairActs.Pair pair = new PairActs.Pair(SocketHandle.INVALID, SocketHandle.INVALID);

  SendAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
    this.bytes =
        cell.ending().isPendingForAWhile() ? MORE_THAN_BUFFERS_HOLD : world.decisions().bytes(1, 1);
  }

  @Override
  public Calls.Target prepare() {
    pair = PairActs.Pair.make(world);
    Rooms rooms = Rooms.inOne(world, world.block(bytes), bytes);
    if (cell.ending() == Ending.AT_ONCE) {
      rooms.fill(PairActs.counted(bytes));
    }
    return new Calls.Target(pair.mine(), SocketHandle.INVALID, null, rooms, 0, 0);
  }

  @Override
  public void before() {
    if (cell.ending() == Ending.FAILS_AT_ONCE) {
      Calls.ok("shutdown", world.ws2().shutdown(pair.mine(), Winsock2.SD_SEND));
    }
  }

  @Override
  public void during() {
    if (cell.ending() == Ending.FAILS_LATER) {
      PairActs.reset(world, pair.peer());
    } else {
      PairActs.drain(world, pair.peer(), bytes);
    }
  }

  @Override
  public Expected expected() {
    return switch (cell.ending()) {
      case FAILS_AT_ONCE -> Expected.failure(WsaError.WSAESHUTDOWN.code());
      case FAILS_LATER ->
          Expected.failure(WsaError.WSAECONNRESET.code(), WsaError.WSAECONNABORTED.code());
      case CLOSED, CANCELLED ->
          Expected.failure(WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code());
      default -> Expected.success(bytes);
    };
  }

  @Override
  public void look(Calls.Target target, boolean succeeded) {
    if (succeeded && cell.ending() == Ending.AT_ONCE) {
      String arrived = PairActs.received(world, pair.peer(), bytes);
      ContentChecks.compare(world, Check.STREAM, PairActs.counted(bytes), arrived);
    }
  }
}
