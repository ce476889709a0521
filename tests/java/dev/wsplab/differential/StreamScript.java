package dev.wsplab.differential;

import dev.wsplab.differential.NamedSockets.Result;
import dev.wsplab.platform.RunningOn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A random script of stream calls. It is drawn from the seed alone, so all systems run the same
 * one. It knows what must have arrived where, and waits for that, as TCP takes its time; it leaves
 * out what depends on timing (sending to a peer that has closed) and where POSIX and Winsock differ
 * by design (select for a socket that was never connected, which Linux calls writable and hung up;
 * whether inline urgent data is exceptional; the mark of urgent data, which SIOCATMARK tells the
 * other way round; receiving after the own receiving side was shut down; listening without an
 * address; a second shutdown, or asking for the peer, when both sides have ended: Linux forgets the
 * connection).
 */
final class StreamScript {
  private static final int PAIRS = 4;
  private static final int LARGEST = 2_000;

  /** Together more than the system takes at a time, and less than it takes with nobody reading. */
  private static final int LARGE = 60_000;

  /** One direction of a connection. */
  private static final class Direction {
    int underWay;
    boolean ended;
    boolean reset;
  }

  private final Random random;
  private final StreamSockets sockets;
  private final List<String> log = new ArrayList<>();
  private final Direction[][] to = new Direction[PAIRS][2];
  private final boolean[][] closed = new boolean[PAIRS][2];
  private int nextName = 1_000;

  StreamScript(long seed, StreamSockets sockets) {
    this.random = new Random(seed);
    this.sockets = sockets;
  }

  /** Runs so many steps, and returns a line for each: what was called and what it gave. */
  List<String> run(int steps) {
    for (int pair = 0; pair < PAIRS; pair++) {
      connect(pair);
    }
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(PAIRS), random.nextInt(2), random.nextInt(100));
    }
    return log;
  }

  private static int name(int pair, int side) {
    return pair * 2 + side;
  }

  private void note(String call, Result result) {
    log.add(log.size() + " " + call + ": " + result);
  }

  private void connect(int pair) {
    int listener = nextName++;
    note("bound", sockets.bound(listener));
    note("listen", sockets.listen(listener));
    note("accept too early", sockets.accept(listener, nextName++));
    note("fresh", sockets.fresh(name(pair, 0)));
    note("connect", sockets.connect(name(pair, 0), listener));
    note("listener", awaitReady(listener, NamedSockets.READABLE));
    note("accept", Waiting.until(() -> sockets.accept(listener, name(pair, 1))));
    note("close listener", sockets.closeSocket(listener));
    for (int side = 0; side < 2; side++) {
      to[pair][side] = new Direction();
      closed[pair][side] = false;
    }
  }

  private void step(int pair, int side, int what) {
    if (closed[pair][0] && closed[pair][1]) {
      connect(pair);
    }
    if (closed[pair][side]) {
      wrongOrder(what);
      return;
    }
    if (to[pair][side].reset) {
      closeOne(pair, side); // anything else is each system's own
      return;
    }
    if (what < 38) {
      send(pair, side);
    } else if (what < 40) {
      sendMuch(pair, side);
    } else if (what < 75) {
      receive(pair, side, what >= 70);
    } else if (what < 80 && !to[pair][1 - side].ended) {
      note("shutdown", sockets.shutdownSend(name(pair, side)));
      to[pair][1 - side].ended = true;
    } else if (what >= 80 && what < 83) {
      closeOne(pair, side);
    } else if (what == 83) {
      resetOne(pair, side);
    } else if (what < 90 && !to[pair][0].ended && !to[pair][1].ended) {
      note("peer", sockets.peer(name(pair, side)));
    } else if (what < 92) {
      ready(pair, side);
    } else if (what < 94) {
      urgent(pair, side);
    } else if (what < 96) {
      options(name(pair, side));
    } else {
      wrongOrder(random.nextInt(6));
    }
  }

  /** What is there or has ended can be read; who can send can write. */
  private void ready(int pair, int side) {
    Direction here = to[pair][side];
    Direction there = to[pair][1 - side];
    if (there.ended || there.underWay > LARGEST * 4) {
      return; // whether it can be written is each system's own
    }
    int awaited = here.underWay > 0 || here.ended ? NamedSockets.READABLE : 0;
    note("ready", awaitReady(name(pair, side), awaited));
  }

  private Result awaitReady(int name, int awaited) {
    return Waiting.until(
        () -> {
          Result found = sockets.ready(name);
          return found.failure() == Failure.NONE && (found.count() & awaited) != awaited
              ? Result.failed(Failure.WOULD_BLOCK)
              : found;
        });
  }

  /** A byte of urgent data overtakes what was sent before it, or keeps its place in the stream. */
  private void urgent(int pair, int side) {
    Direction there = to[pair][1 - side];
    if (closed[pair][1 - side] || there.ended || there.underWay > 0) {
      return;
    }
    int sender = name(pair, side);
    int receiver = name(pair, 1 - side);
    boolean inline = random.nextBoolean();
    note("inline", sockets.setOption(receiver, SystemOption.URGENT_INLINE, inline ? 1 : 0));
    byte[] data = new byte[1 + random.nextInt(LARGEST)];
    random.nextBytes(data);
    note("send " + data.length, sockets.send(sender, data));
    note("send urgent", sockets.sendUrgent(sender, data[0]));
    // Page select: inline it is no exceptional condition.
    awaitReady(receiver, NamedSockets.READABLE + (inline ? 0 : NamedSockets.URGENT));
    note("urgent", urgentOf(receiver, inline));
    note("urgent again", urgentOf(receiver, inline));
    Waiting.until(
        () -> atLeast(sockets.recv(receiver, data.length, StreamSockets.MSG_PEEK), data.length));
    note("recv", sockets.recv(receiver, data.length, 0));
    Supplier<Result> next = () -> sockets.recv(receiver, 1, 0);
    note("recv", inline ? Waiting.until(next) : next.get());
    note("urgent at last", urgentOf(receiver, inline));
    note("not inline", sockets.setOption(receiver, SystemOption.URGENT_INLINE, 0));
  }

  private Result urgentOf(int receiver, boolean inline) {
    Result got = sockets.recvUrgent(receiver);
    return inline ? got : Difference.NOTHING_URGENT.inWinsock(got);
  }

  /** One is set and asked for, or only asked for. */
  private void options(int name) {
    List<SystemOption> all = SystemOption.ofStreams();
    SystemOption option = all.get(random.nextInt(all.size()));
    if (option.canBeSet()) {
      int value = option == SystemOption.URGENT_INLINE ? 0 : random.nextInt(2);
      note("set " + option + " to " + value, sockets.setOption(name, option, value));
    }
    note("get " + option, sockets.option(name, option));
  }

  private void send(int pair, int side) {
    Direction there = to[pair][1 - side];
    if (closed[pair][1 - side] && !there.ended || there.underWay > LARGEST * 4) {
      return; // how soon it fails, or how much is taken, is each system's own
    }
    if (closed[pair][1 - side]) {
      return;
    }
    byte[] data = new byte[1 + random.nextInt(LARGEST)];
    random.nextBytes(data);
    Result sent = sockets.send(name(pair, side), data);
    note("send " + data.length, sent);
    there.underWay += sent.count();
  }

  /** Several calls may be needed: how much each takes is the system's own. */
  private void sendMuch(int pair, int side) {
    Direction there = to[pair][1 - side];
    if (closed[pair][1 - side] || there.ended || there.underWay > 0) {
      return;
    }
    byte[] data = new byte[LARGE / 2 + random.nextInt(LARGE / 2)];
    random.nextBytes(data);
    int taken = 0;
    Result sent = Result.done(0);
    while (taken < data.length && sent.failure() == Failure.NONE) {
      byte[] rest = Arrays.copyOfRange(data, taken, data.length);
      sent = Waiting.until(() -> sockets.send(name(pair, side), rest));
      taken += sent.count();
    }
    note("send all of " + data.length, sent.failure() == Failure.NONE ? Result.done(taken) : sent);
    there.underWay = taken;
  }

  private void receive(int pair, int side, boolean peek) {
    Direction here = to[pair][side];
    int name = name(pair, side);
    int room = 1 + random.nextInt(LARGEST * 2);
    int flags = peek ? StreamSockets.MSG_PEEK : 0;
    if (here.underWay > 0) {
      int wanted = Math.min(room, here.underWay);
      Waiting.until(() -> atLeast(sockets.recv(name, wanted, StreamSockets.MSG_PEEK), wanted));
    }
    boolean waits = here.underWay > 0 || here.ended;
    Result got =
        waits
            ? Waiting.until(() -> sockets.recv(name, room, flags))
            : sockets.recv(name, room, flags);
    note((peek ? "peek " : "recv ") + room, got);
    here.underWay -= peek ? 0 : got.count();
  }

  private static Result atLeast(Result got, int wanted) {
    return got.failure() == Failure.NONE && got.count() < wanted
        ? Result.failed(Failure.WOULD_BLOCK)
        : got;
  }

  /** Closes gracefully: with bytes unread it would be a reset, which may overtake data. */
  private void closeOne(int pair, int side) {
    if (to[pair][side].underWay > 0 || to[pair][1 - side].underWay > 0 && closed[pair][1 - side]) {
      return;
    }
    note("close", sockets.closeSocket(name(pair, side)));
    closed[pair][side] = true;
    to[pair][1 - side].ended = true;
  }

  /** The peer learns of it by its next receive, when it has taken all that came before. */
  private void resetOne(int pair, int side) {
    Direction there = to[pair][1 - side];
    if (RunningOn.isWine() // whose own sockets say that the stream has ended
        || closed[pair][1 - side]
        || there.underWay > 0
        || there.ended
        || to[pair][side].ended) {
      return;
    }
    note("reset", sockets.reset(name(pair, side)));
    closed[pair][side] = true;
    note("recv", Waiting.until(() -> sockets.recv(name(pair, 1 - side), 1, 0)));
    there.ended = true;
    there.reset = true;
  }

  /** Calls that every system refuses. */
  private void wrongOrder(int what) {
    int first = nextName++;
    int second = nextName++;
    switch (what % 6) {
      case 0 -> {
        note("fresh", sockets.fresh(first));
        if (!RunningOn.isWine()) { // whose own sockets say WSAECONNRESET instead of WSAENOTCONN
          note("send unconnected", sockets.send(first, new byte[3]));
        }
        note("recv unconnected", sockets.recv(first, 3, 0));
        note("peer unconnected", sockets.peer(first));
      }
      case 1 -> {
        note("bound", sockets.bound(first));
        note("bind again", sockets.bindTo(first, first));
      }
      case 2 -> {
        note("bound", sockets.bound(first));
        note("listen", sockets.listen(first));
        note("fresh", sockets.fresh(second));
        note("bind in use", sockets.bindTo(second, first));
        note("close", sockets.closeSocket(second));
      }
      case 3 -> {
        note("bound", sockets.bound(first));
        note("fresh", sockets.fresh(second));
        note("connect to nobody", sockets.connect(second, first));
        note("close", sockets.closeSocket(second));
      }
      case 4 -> {
        note("bound", sockets.bound(first));
        note("accept without listening", sockets.accept(first, second));
      }
      default -> {
        note("fresh", sockets.fresh(first));
        note("shutdown unconnected", sockets.shutdownSend(first));
      }
    }
    note("close", sockets.closeSocket(first));
    note("close again", sockets.closeSocket(first));
  }
}
