package dev.wsplab.conformance;

import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaStatus;
import java.util.Set;

/** Plays one cell: starts the operation, brings it to its end, and looks at all that is told. */
final class CellScenario implements Scenario {
  private static final int NOT_FOUND = 1168;

  private final Cell cell;
  private final Setting setting;

  CellScenario(Cell cell, Setting setting) {
    this.cell = cell;
    this.setting = setting;
  }

  @Override
  public String name() {
    return cell.name() + "/" + setting.label().replace(' ', '-');
  }

  @Override
  public Setting setting() {
    return setting;
  }

  @Override
  public String function() {
    return cell.function().winsockName();
  }

  @Override
  public Set<Check> checks() {
    return CellChecks.of(cell, setting);
  }

  @Override
  public void play(World world) {
    Act act = setting.isScripted() ? new ScriptedAct(world, cell) : PairActs.of(world, cell);
    Calls.Target target = act.prepare();
    Notice notice = new Notice(world, cell.notification(), target.socket());
    act.before();
    Calls.Started started =
        Calls.start(world, cell.function(), target, notice.overlapped(), notice.routine());
    Playing playing = new Playing(world, act, target, notice);
    if (!started.isStarted()) {
      playing.refused(started);
      return;
    }
    if (playing.goesOn(started)) {
      playing.told(started);
    }
    if (cell.ending() != Ending.CLOSED) {
      world.ws2().closesocket(target.socket());
    }
    world.end();
    playing.afterwards();
  }

  /** One performance. */
  private final class Playing {
    private final World world;
    private final Act act;
    private final Act.Expected expected;
    private final Calls.Target target;
    private final Notice notice;
    private final Overlapped overlapped;
    private boolean goesOnAfterCancel;
    private boolean wasTold;

    Playing(World world, Act act, Calls.Target target, Notice notice) {
      this.world = world;
      this.act = act;
      this.expected = act.expected();
      this.target = target;
      this.notice = notice;
      this.overlapped = notice.overlapped();
    }

    private boolean check(Check check, boolean isWell, String wanted, Object seen) {
      return world.findings().check(check, isWell, wanted, String.valueOf(seen));
    }

    // ---- the start

    /** The starting call has failed. */
    void refused(Calls.Started started) {
      if (!mayFailAtOnce(started)) {
        Calls.ok(cell.function().winsockName(), started.error());
      }
      check(
          Check.SAME_ERROR,
          expected.errors().stream().anyMatch(e -> asTold(e) == started.error()),
          expected.text(),
          started.text());
      check(
          Check.NOT_LEFT_PENDING,
          !overlapped.isPending() || cell.function() == TestedFunction.ACCEPT_EX, // WIN-42
          "Internal is not 0x103 after a failed start",
          "0x103");
      notice.resetEvent();
      act.look(target, false);
      world.ws2().closesocket(target.socket());
      world.end();
      check(
          Check.NOT_INDICATED,
          !notice.hasMore(),
          "no indication, ever",
          "an indication by " + cell.notification().label());
    }

    /** Between connected sockets what fails may be known before the call returns. */
    private boolean mayFailAtOnce(Calls.Started started) {
      return cell.ending() == Ending.FAILS_AT_ONCE
          || (cell.ending() == Ending.FAILS_LATER
              && !setting.isScripted()
              && expected.matches(started.error()));
    }

    /** Brings the operation to its end; false when there is nothing more to look at. */
    boolean goesOn(Calls.Started started) {
      if (!cell.ending().isPendingForAWhile()) {
        return true;
      }
      if (setting.isScripted()) {
        if (!pending(started)) {
          return false;
        }
        world.awaitArrivals(1);
      }
      if (!setting.isScripted() && cell.ending() != Ending.LATER && hasSucceeded()) {
        throw new NotApplicableException("it has finished before anything could be done to it");
      }
      switch (cell.ending()) {
        case CLOSED -> Calls.ok("closesocket", world.ws2().closesocket(target.socket()));
        case CANCELLED -> cancel();
        default -> notice.beside(act::during);
      }
      return true;
    }

    private boolean hasSucceeded() {
      return !overlapped.isPending() && NtStatus.isSuccess(overlapped.internal());
    }

    /** What is true of an operation that is pending. */
    private boolean pending(Calls.Started started) {
      if (!check(
          Check.NO_EARLY_SUCCESS,
          started.isPending(),
          "WSA_IO_PENDING: it has not finished",
          started.text())) {
        return false;
      }
      check(
          Check.MARKED_PENDING,
          overlapped.isPending(),
          "Internal = 0x103",
          "Internal = 0x" + Integer.toHexString(overlapped.internal()));
      if (cell.notification().hasEvent()) {
        check(Check.EVENT_RESET, !notice.isSignalled(), "a nonsignalled event", "signalled");
      }
      OverlappedResult query =
          world.ws2().wsaGetOverlappedResult(target.socket(), overlapped, false);
      check(
          Check.QUERY_INCOMPLETE,
          !query.returnValue() && query.errno() == WsaError.WSA_IO_INCOMPLETE.code(),
          "FALSE with WSA_IO_INCOMPLETE (996)",
          query);
      return true;
    }

    private void cancel() {
      BoolResult cancelled = world.kernel32().cancelIoEx(target.socket(), overlapped);
      if (world.isIfs()) {
        check(Check.CANCELLED, cancelled.returnValue(), "TRUE", cancelled);
        return;
      }
      check(
          Check.NOT_CANCELLABLE,
          !cancelled.returnValue() && cancelled.errno() == NOT_FOUND,
          "FALSE with ERROR_NOT_FOUND (1168)",
          cancelled);
      goesOnAfterCancel = true;
      notice.beside(act::during);
    }

    // ---- the end

    /** Looks at the indication and at what it tells. */
    void told(Calls.Started started) {
      if (!notice.await()) {
        notTold(started);
        return;
      }
      if (started.succeeded()) {
        bytes(Check.BYTES_RETURNED, started.bytes());
        flags(started.flags());
      }
      switch (cell.notification()) {
        case EVENT -> check(Check.EVENT_SET, notice.isSignalled(), "a set event", "nonsignalled");
        case LOW_BIT, POLL -> {}
        case PORT -> packet();
        case BOTH -> {
          packet();
          check(Check.EVENT_AND_PACKET, notice.isSignalled(), "event and packet", "no event");
        }
        case ROUTINE -> routine();
      }
      check(Check.FINAL_STATUS, !overlapped.isPending(), "a final status", "0x103");
      if (cell.ending() != Ending.CLOSED) {
        query();
      }
      notice.resetEvent();
      act.look(target, wanted().isSuccess());
      wasTold = true;
    }

    /** A final status without its event is another fault than no end at all. */
    private void notTold(Calls.Started started) {
      boolean ended = cell.ending() == Ending.LATER || cell.ending() == Ending.FAILS_LATER;
      if (ended && notice.awaitsEvent() && !overlapped.isPending()) {
        check(Check.EVENT_SET, false, "a set event", "nonsignalled, and a final status");
      } else {
        check(comes(started), false, "one indication", "none");
      }
    }

    private Check comes(Calls.Started started) {
      return switch (cell.ending()) {
        case CLOSED -> Check.CLOSED;
        case CANCELLED -> Check.CANCELLED;
        case BEFORE_RETURN -> Check.COMPLETED_EARLY;
        default -> started.succeeded() ? Check.INDICATED_ON_SUCCESS : Check.COMPLETED;
      };
    }

    private void packet() {
      QueuedCompletion packet = notice.packet();
      if (packet == null) {
        return;
      }
      check(
          Check.PACKET_OF_CLIENT,
          packet.overlapped() == overlapped.address() && packet.key() == Notice.KEY,
          "the client's structure and key",
          packet);
      error(Check.PACKET_ERROR, WsaStatus.errorOf(packet.status()), true);
      bytes(packet.bytes());
    }

    private void routine() {
      Notice.RoutineRun run = notice.runs().get(0);
      check(
          Check.ROUTINE_IN_WAIT,
          run.inWait(),
          "in an alertable wait of the thread that started it",
          "elsewhere");
      check(
          Check.ROUTINE_VALUES,
          run.structure() == overlapped.address(),
          "the client's structure",
          "0x" + Long.toHexString(run.structure()));
      error(Check.ROUTINE_VALUES, run.error(), false);
      bytes(run.bytes());
      flags(run.flags());
      check(Check.ROUTINE_FINAL, !run.pending(), "a final status", "0x103");
      check(
          Check.ROUTINE_ALONE,
          notice.isSignalled(),
          "hEvent as the client left it: signalled",
          "reset");
    }

    private void query() {
      OverlappedResult first =
          world.ws2().wsaGetOverlappedResult(target.socket(), overlapped, false);
      OverlappedResult second =
          world.ws2().wsaGetOverlappedResult(target.socket(), overlapped, false);
      check(Check.QUERY_AGAIN, first.equals(second), first.toString(), second);
      if (wanted().isSuccess()) {
        if (check(Check.QUERY_SUCCESS, first.returnValue(), "TRUE", first)) {
          bytes(first.bytes());
          flags(first.flags());
        }
      } else {
        error(Check.QUERY_ERROR, first.returnValue() ? 0 : first.errno(), false);
      }
    }

    private void error(Check check, int seen, boolean byStatus) {
      Act.Expected wanted = wanted();
      boolean isWell =
          wanted.errors().stream()
              .map(e -> byStatus ? WsaStatus.errorOf(WsaStatus.statusOf(e)) : e)
              .anyMatch(e -> e == seen);
      boolean aborts = cell.ending() == Ending.CLOSED || cell.ending() == Ending.CANCELLED;
      Check named = aborts && !goesOnAfterCancel ? comesAs() : check;
      check(named, isWell, wanted.text(), seen == 0 ? "success" : Calls.describe(seen));
    }

    private Check comesAs() {
      return cell.ending() == Ending.CLOSED ? Check.CLOSED : Check.CANCELLED;
    }

    private void bytes(int seen) {
      bytes(Check.BYTES, seen);
    }

    private void bytes(Check check, int seen) {
      Act.Expected wanted = wanted();
      if (wanted.isSuccess() && wanted.bytes() >= 0) {
        check(check, seen == wanted.bytes(), wanted.bytes() + " bytes", seen + " bytes");
      }
    }

    private void flags(int seen) {
      if (wanted().isSuccess()) {
        act.toldFlags(seen);
      }
    }

    /** CANCEL-6: what cannot be cancelled ends as it would have. */
    private Act.Expected wanted() {
      return goesOnAfterCancel ? Act.Expected.success(-1) : expected;
    }

    // ---- afterwards

    /** All providers have ended: nothing more may have come. */
    void afterwards() {
      if (!wasTold) {
        return;
      }
      boolean more = notice.hasMore();
      if (cell.notification() == Notification.LOW_BIT) {
        check(Check.NO_PACKET_BY_LOW_BIT, !more, "no packet", "a packet");
      } else {
        check(Check.ONCE, !more, "one indication", "another one by " + cell.notification().label());
      }
    }

    /** What the client reads as the last error: of file functions Win32's number. */
    private int asTold(int error) {
      return cell.function().isFileFunction() ? NtStatus.toWin32(WsaStatus.statusOf(error)) : error;
    }
  }
}
