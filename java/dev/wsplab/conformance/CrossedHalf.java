package dev.wsplab.conformance;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.WsaError;

/** One of two operations that are pending at once over the scripted provider. */
final class CrossedHalf {
  /** One that every function's page documents and every kind of handle can tell (GOR-15). */
  private static final WsaError ERROR = WsaError.WSAENETDOWN;

  private final World world;
  private final Contents contents;
  private final Calls.Target target;
  private final Notice notice;
  private final Overlapped overlapped;
  private final Check mixedUp;
  private boolean succeeds;

  CrossedHalf(World world, Contents contents, SocketHandle s, Notice notice, Crossing crossing) {
    this.world = world;
    this.contents = contents;
    this.target = ScriptedTarget.of(world, s, contents);
    this.notice = notice;
    this.overlapped = notice.overlapped();
    this.mixedUp = crossing.mixedUp();
  }

  private boolean check(Check check, boolean isWell, String wanted, Object seen) {
    return world.findings().check(check, isWell, wanted, String.valueOf(seen));
  }

  /** What the provider below does with it. */
  Script script() {
    return Script.of(Script.How.LATER, 0, contents);
  }

  /** Starts it; whether it is pending. */
  boolean start() {
    Calls.Started started =
        Calls.start(world, contents.function(), target, overlapped, notice.routine());
    if (!started.isStarted()) {
      Calls.ok(contents.function().winsockName(), started.error());
    }
    return check(
        Check.NO_EARLY_SUCCESS,
        started.isPending(),
        "WSA_IO_PENDING: it has not finished",
        started.text());
  }

  /**
   * Lets it end with success.
   *
   * @param arrival its number below, from 0
   * @param other the one that goes on
   * @return whether it was told, and the other was not
   */
  boolean succeeds(int arrival, CrossedHalf other) {
    succeeds = true;
    Script.Outcome outcome = new Script.Outcome(0, contents.bytes());
    return end(arrival, outcome, other)
        && check(
            mixedUp,
            other.overlapped.isPending() && !other.notice.wasTold(),
            "the other operation goes on",
            "it was told as well");
  }

  /** Lets it end with an error, when the other has ended. */
  boolean fails(int arrival, CrossedHalf other) {
    return end(arrival, new Script.Outcome(ERROR.code(), 0), other);
  }

  private boolean end(int arrival, Script.Outcome outcome, CrossedHalf other) {
    boolean otherWasTold = other.notice.wasTold();
    world.expect(overlapped);
    notice.beside(() -> complete(arrival, outcome));
    if (!notice.await()) {
      boolean instead = !otherWasTold && other.notice.wasTold();
      return check(
          instead ? mixedUp : Check.COMPLETED,
          false,
          "the end of the operation that has ended below",
          instead ? "that of the other one" : "none");
    }
    return isThis() && result();
  }

  private void complete(int arrival, Script.Outcome outcome) {
    if (world.decisions().fromOtherThread(contents.socket(), contents.operation())) {
      world.inOtherThread(() -> world.script().complete(arrival, outcome));
    } else {
      world.script().complete(arrival, outcome);
    }
  }

  /** Whether packet or routine are those of this operation. */
  private boolean isThis() {
    QueuedCompletion packet = notice.packet();
    if (packet != null) {
      return check(
          mixedUp,
          packet.overlapped() == overlapped.address() && packet.key() == notice.key(),
          "its own structure and key",
          packet);
    }
    if (!notice.runs().isEmpty()) {
      return check(
          mixedUp,
          notice.runs().get(0).structure() == overlapped.address(),
          "its own structure",
          "0x" + Long.toHexString(notice.runs().get(0).structure()));
    }
    return true;
  }

  private boolean result() {
    OverlappedResult query = world.ws2().wsaGetOverlappedResult(target.socket(), overlapped, false);
    notice.resetEvent();
    if (!succeeds) {
      return check(
          Check.QUERY_ERROR,
          !query.returnValue() && query.errno() == ERROR.code(),
          Calls.describe(ERROR.code()),
          query);
    }
    return check(Check.QUERY_SUCCESS, query.returnValue(), "TRUE", query)
        && check(
            Check.BYTES,
            query.bytes() == contents.bytes(),
            contents.bytes() + " bytes",
            query.bytes() + " bytes");
  }

  /** Looks at what has gone down and come up. */
  void carried(int arrival) {
    ContentChecks checks = new ContentChecks(world, contents);
    checks.down(world.script().arrivals().get(arrival));
    if (succeeds) {
      checks.up(target.rooms());
    }
  }

  /** All providers have ended: nothing more may have come. */
  void toldOnce() {
    check(Check.ONCE, !notice.hasMore(), "one indication", "another one");
  }
}
