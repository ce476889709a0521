package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;

/** A cell over the scripted provider: whatever is wanted happens, at the wanted moment. */
final class ScriptedAct implements Act {
  private static final int SOCKET = 1;
  private static final int OPERATION = 1;

  /** A part of the patience, enough for a provider that can complete while its call is running. */
  private static final int EARLY_PART = 10;

  private final World world;
  private final Cell cell;
  private final int bytes;

  ScriptedAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
    TestedFunction function = cell.function();
    boolean moves = function.sends() || function.receives();
    this.bytes = moves ? world.decisions().bytes(SOCKET, OPERATION) : 0;
  }

  @Override
  public Calls.Target prepare() {
    SocketHandle other = SocketHandle.INVALID;
    SocketHandle s =
        switch (cell.function().kind()) {
          case STREAM -> Calls.stream(world);
          case DATAGRAM -> Calls.datagram(world);
          case LISTENER -> Calls.listener(world);
          case UNCONNECTED -> Calls.stream(world);
        };
    switch (cell.function().kind()) {
      case STREAM -> Calls.ok("connect", world.ws2().connect(s, Sockaddr.loopback(7)));
      case UNCONNECTED -> Calls.ok("bind", world.ws2().bind(s, Sockaddr.loopback(0)));
      case LISTENER -> other = Calls.stream(world);
      case DATAGRAM -> {}
    }
    return new Calls.Target(
        s,
        other,
        Sockaddr.loopback(7),
        world.block(Calls.ROOM),
        cell.function().sends() ? bytes : Calls.ROOM,
        ScriptedProvider.SCRIPTED_CONTROL);
  }

  @Override
  public void before() {
    Script.How how =
        switch (cell.ending()) {
          case AT_ONCE -> Script.How.AT_ONCE;
          case FAILS_AT_ONCE -> Script.How.FAILS;
          case BEFORE_RETURN -> Script.How.BEFORE_RETURN;
          case LATER, FAILS_LATER, CLOSED, CANCELLED -> Script.How.LATER;
        };
    int error = cell.ending() == Ending.FAILS_AT_ONCE ? WsaError.WSAENETDOWN.code() : 0;
    world
        .script()
        .expect(Script.of(how, error, bytes), () -> world.step(world.patience() / EARLY_PART));
  }

  @Override
  public void during() {
    Script.Outcome outcome =
        cell.ending() == Ending.FAILS_LATER
            ? new Script.Outcome(laterError(), 0)
            : new Script.Outcome(0, bytes);
    if (!world.decisions().fromOtherThread(SOCKET, OPERATION)) {
      world.script().complete(outcome);
      return;
    }
    world.inOtherThread(() -> world.script().complete(outcome));
  }

  /** One that the function's page documents and that every kind of handle can tell (GOR-15). */
  private int laterError() {
    if (cell.function() == TestedFunction.IOCTL) {
      return WsaError.WSAENETDOWN.code();
    }
    WsaError[] errors = {WsaError.WSAECONNRESET, WsaError.WSAENETDOWN, WsaError.WSAEFAULT};
    return errors[world.decisions().number(SOCKET, OPERATION, "error", errors.length)].code();
  }

  @Override
  public Expected expected() {
    return switch (cell.ending()) {
      case AT_ONCE, LATER, BEFORE_RETURN -> Expected.success(bytes);
      case FAILS_AT_ONCE -> Expected.failure(WsaError.WSAENETDOWN.code());
      case FAILS_LATER -> Expected.failure(laterError());
      case CLOSED, CANCELLED ->
          Expected.failure(WsaError.WSA_OPERATION_ABORTED.code(), WsaError.WSAECONNABORTED.code());
    };
  }
}
