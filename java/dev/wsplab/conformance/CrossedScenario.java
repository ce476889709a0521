package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Two operations of one kind at once: the one that was started second ends first, with success, and
 * then the other, with an error. Nobody may take one for the other.
 */
final class CrossedScenario implements Scenario {
  private final TestedFunction function;
  private final Notification notification;
  private final Crossing crossing;
  private final Setting setting;

  private CrossedScenario(
      TestedFunction function, Notification notification, Crossing crossing, Setting setting) {
    this.function = function;
    this.notification = notification;
    this.crossing = crossing;
    this.setting = setting;
  }

  /** All that can be, in a fixed order. */
  static List<Scenario> all(Setting setting) {
    List<Scenario> all = new ArrayList<>();
    for (TestedFunction function : TestedFunction.values()) {
      for (Crossing crossing : Crossing.values()) {
        for (Notification notification : Notification.values()) {
          boolean hasRoutine = notification != Notification.ROUTINE || function.takesRoutine();
          if (hasRoutine && crossing.isPossible(function)) {
            all.add(new CrossedScenario(function, notification, crossing, setting));
          }
        }
      }
    }
    return all;
  }

  @Override
  public String name() {
    return String.join(
        "/",
        function.winsockName(),
        crossing.label(),
        notification.label(),
        setting.label().replace(' ', '-'));
  }

  @Override
  public Setting setting() {
    return setting;
  }

  @Override
  public String function() {
    return function.winsockName();
  }

  @Override
  public Set<Check> checks() {
    EnumSet<Check> checks =
        EnumSet.of(
            Check.STARTS,
            Check.ANSWERS,
            Check.NO_EARLY_SUCCESS,
            Check.COMPLETED,
            Check.QUERY_SUCCESS,
            Check.QUERY_ERROR,
            Check.BYTES,
            Check.ONCE,
            crossing.mixedUp());
    checks.addAll(ContentChecks.of(function, true));
    return checks;
  }

  @Override
  public void play(World world) {
    SocketHandle s = ScriptedTarget.socket(world, function);
    SocketHandle t = crossing == Crossing.SOCKETS ? ScriptedTarget.socket(world, function) : s;
    Notice notice = new Notice(world, notification, s);
    CrossedHalf first = new CrossedHalf(world, contents(world, 1), s, notice, crossing);
    CrossedHalf second =
        new CrossedHalf(world, contents(world, 2), t, Notice.beside(notice, t), crossing);
    world.script().expect(List.of(first.script(), second.script()), null);
    boolean started = first.start() & second.start();
    if (started) {
      world.awaitArrivals(2);
    }
    if (started && world.script().arrivals().size() < 2) {
      throw new NotApplicableException(
          "the second operation reaches the provider below only when the first has ended");
    }
    boolean both = started && second.succeeds(1, first) && first.fails(0, second);
    if (both) {
      first.carried(0);
      second.carried(1);
    }
    world.ws2().closesocket(s);
    if (crossing == Crossing.SOCKETS) {
      world.ws2().closesocket(t);
    }
    world.end();
    if (both) {
      first.toldOnce();
      second.toldOnce();
    }
  }

  private Contents contents(World world, int number) {
    return crossing == Crossing.SOCKETS
        ? new Contents(number, 1, function, world.decisions())
        : new Contents(1, number, function, world.decisions());
  }
}
