package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.WsaError;
import java.util.List;

/** A cell over the scripted provider: whatever is wanted happens, at the wanted moment. */
final class ScriptedAct implements Act {
  private static final int SOCKET = 1;
  private static final int OPERATION = 1;

  /** A part of the patience, enough for a provider that can complete while its call is running. */
  private static final int EARLY_PART = 10;

  private final World world;
  private final Cell cell;
  private final Contents contents;
  private final int bytes;

  ScriptedAct(World world, Cell cell) {
    this.world = world;
    this.cell = cell;
    this.contents = new Contents(SOCKET, OPERATION, cell.function(), world.decisions());
    this.bytes = contents.bytes();
  }

  @Override
  public Calls.Target prepare() {
    SocketHandle s = ScriptedTarget.socket(world, cell.function());
    return ScriptedTarget.of(world, s, contents);
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
        .expect(
            List.of(Script.of(how, error, contents)),
            () -> world.step(world.patience() / EARLY_PART));
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

  @Override
  public void look(Calls.Target target, boolean succeeded) {
    ContentChecks checks = new ContentChecks(world, contents);
    checks.down(world.script().arrivals().stream().findFirst().orElse(null));
    if (succeeded) {
      checks.up(target.rooms());
    }
  }

  @Override
  public void toldFlags(int flags) {
    new ContentChecks(world, contents).toldFlags(flags);
  }
}
