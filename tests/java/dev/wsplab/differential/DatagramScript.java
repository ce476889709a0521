package dev.wsplab.differential;

import static dev.wsplab.differential.NamedSockets.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.differential.NamedSockets.Result;
import dev.wsplab.platform.RunningOn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A random script of datagram calls. It is drawn from the seed alone, so all systems run the same
 * one. It knows what must have arrived where, waits for that, and compares lengths and senders. It
 * leaves out where POSIX and Winsock differ by design: receiving before anything is bound, shutting
 * down without a default peer, receiving after that was shut down, changing the default peer when
 * datagrams are under way, and sending to a default peer that does not hear the sender. Over IPv6
 * there is no broadcast, and Linux takes an address of IPv4 there, and a flag for urgent data.
 */
final class DatagramScript {
  private static final int SOCKETS = 5;
  private static final int MOST_UNDER_WAY = 12;
  private static final int MOST_BYTES_UNDER_WAY = 20_000;
  private static final int LARGE = 9_000;
  private static final int USUAL = 2_000;
  private static final int TOO_LARGE_FOR_IPV4 = 65_508;
  private static final int TOO_LARGE_FOR_IPV6 = 65_528;

  private record Sent(int from, int length) {}

  /** What the script knows of a socket. */
  private static final class Known {
    final Deque<Sent> underWay = new ArrayDeque<>();
    int peer = NOBODY;
    boolean sendShut;

    /** Others have sent to it while it had a default peer; when that is dropped is not known. */
    boolean keepsItsPeer;

    boolean hears(int sender) {
      return peer == NOBODY || peer == sender;
    }

    boolean isFull() {
      int bytes = underWay.stream().mapToInt(Sent::length).sum();
      return underWay.size() >= MOST_UNDER_WAY || bytes >= MOST_BYTES_UNDER_WAY;
    }

    boolean mayChangeItsPeer() {
      return underWay.isEmpty() && !sendShut && !keepsItsPeer;
    }
  }

  private final Random random;
  private final DatagramSockets sockets;
  private final boolean ipv6;
  private final List<String> log = new ArrayList<>();
  private final Known[] known = new Known[SOCKETS];
  private int nextName = 1_000;

  DatagramScript(long seed, DatagramSockets sockets, boolean ipv6) {
    this.random = new Random(seed);
    this.ipv6 = ipv6;
    this.sockets = sockets;
  }

  /** Runs so many steps, and returns a line for each: what was called and what it gave. */
  List<String> run(int steps) {
    for (int name = 0; name < SOCKETS; name++) {
      open(name);
    }
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(SOCKETS), random.nextInt(SOCKETS), random.nextInt(100));
    }
    return log;
  }

  private void note(String call, Result result) {
    log.add(log.size() + " " + call + ": " + result);
  }

  private void open(int name) {
    note("bound " + name, sockets.bound(name));
    known[name] = new Known();
  }

  private void step(int name, int other, int what) {
    if (what < 28) {
      sendTo(name, other);
    } else if (what < 40) {
      send(name);
    } else if (what < 76) {
      receive(name, what < 60, what >= 70);
    } else if (what < 81) {
      connect(name, other);
    } else if (what < 86) {
      disconnect(name);
    } else if (what < 88) {
      note("peer of " + name, sockets.peer(name));
    } else if (what < 89) {
      shutdown(name);
    } else if (what < 92) {
      replace(name);
    } else if (what < 94) {
      ready(name);
    } else if (what < 96) {
      options(name);
    } else {
      refused(random.nextInt(8), other);
    }
  }

  /** What has arrived can be read; who has not ended sending can write. */
  private void ready(int name) {
    if (known[name].sendShut) {
      return; // whether it can be written is each system's own
    }
    int awaited = known[name].underWay.isEmpty() ? 0 : NamedSockets.READABLE;
    note(
        "ready " + name,
        Waiting.until(
            () -> {
              Result found = sockets.ready(name);
              return found.failure() == Failure.NONE && (found.count() & awaited) != awaited
                  ? Result.failed(Failure.WOULD_BLOCK)
                  : found;
            }));
  }

  /** One is set and asked for, or only asked for. */
  private void options(int name) {
    List<SystemOption> all = SystemOption.ofDatagrams();
    SystemOption option = all.get(random.nextInt(all.size()));
    if (option.canBeSet()) {
      int value = option == SystemOption.BROADCAST ? 0 : random.nextInt(2);
      note("set " + option + " to " + value, sockets.setOption(name, option, value));
    }
    note("get " + option, sockets.option(name, option));
  }

  private byte[] data() {
    int kind = random.nextInt(10);
    byte[] data = new byte[kind == 0 ? 0 : 1 + random.nextInt(kind == 1 ? LARGE : USUAL)];
    random.nextBytes(data);
    return data;
  }

  private void sendTo(int name, int other) {
    Known from = known[name];
    Known to = known[other];
    if (to.isFull() || from.peer == other && !to.hears(name)) {
      return;
    }
    byte[] data = data();
    note(name + " sends " + data.length + " to " + other, sockets.sendTo(name, data, other));
    if (!from.sendShut) {
      arrives(name, to, data.length);
    }
  }

  private void arrives(int sender, Known receiver, int length) {
    if (receiver.hears(sender)) {
      receiver.underWay.add(new Sent(sender, length));
    } else {
      receiver.keepsItsPeer = true;
    }
  }

  private void send(int name) {
    Known from = known[name];
    Known to = from.peer == NOBODY ? null : known[from.peer];
    if (to != null && (to.isFull() || !to.hears(name))) {
      return;
    }
    byte[] data = data();
    if (to == null) {
      sendWithoutPeer(name, data);
    } else {
      note(name + " sends " + data.length, sockets.send(name, data));
    }
    if (to != null && !from.sendShut) {
      arrives(name, to, data.length);
    }
  }

  private void sendWithoutPeer(int name, byte[] data) {
    if (!RunningOn.isWine()) { // whose own sockets say WSAEINVAL instead of WSAENOTCONN
      note(name + " sends to nobody", sockets.send(name, data));
    }
  }

  private void receive(int name, boolean askWho, boolean peek) {
    int room = random.nextInt(8) == 0 ? random.nextInt(3) : random.nextInt(USUAL * 2);
    Known here = known[name];
    Sent expected = here.underWay.peek();
    Result got =
        expected == null ? take(name, room, askWho, peek) : arrived(name, room, askWho, peek);
    note(name + (peek ? " peeks " : " receives ") + room, got);
    if (expected != null) {
      assertThat(got.failure())
          .as("%s", log)
          .isEqualTo(expected.length > room ? Failure.MESSAGE_SIZE : Failure.NONE);
      assertThat(got.count()).as("%s", log).isEqualTo(Math.min(room, expected.length));
      assertThat(got.from()).as("%s", log).isEqualTo(askWho ? expected.from : NOBODY);
    }
    if (expected != null && !peek) {
      here.underWay.remove();
    }
  }

  private Result arrived(int name, int room, boolean askWho, boolean peek) {
    return Waiting.until(() -> take(name, room, askWho, peek));
  }

  private Result take(int name, int room, boolean askWho, boolean peek) {
    return askWho ? sockets.recvFrom(name, room, peek) : sockets.recv(name, room, peek);
  }

  private void connect(int name, int other) {
    if (known[name].mayChangeItsPeer()) {
      note(name + " connects to " + other, sockets.connect(name, other));
      known[name].peer = other;
    }
  }

  private void disconnect(int name) {
    Known here = known[name];
    if (RunningOn.isWine()) {
      return; // whose own sockets lose their port by it
    }
    if (here.peer != NOBODY && here.mayChangeItsPeer()) {
      note(name + " disconnects", sockets.disconnect(name));
      here.peer = NOBODY;
    }
  }

  private void shutdown(int name) {
    if (known[name].peer != NOBODY) {
      note("shutdown of " + name, sockets.shutdownSend(name));
      known[name].sendShut = true;
    }
  }

  /** Closes it and makes another one, when nobody has to do with it. */
  private void replace(int name) {
    boolean isPeer = Stream.of(known).anyMatch(other -> other != known[name] && other.peer == name);
    boolean isSender =
        Stream.of(known)
            .filter(other -> other != known[name])
            .anyMatch(other -> other.underWay.stream().anyMatch(sent -> sent.from == name));
    if (!isPeer && !isSender) {
      note("close " + name, sockets.closeSocket(name));
      open(name);
    }
  }

  /** Calls that every system refuses, and what they leave behind. */
  private void refused(int what, int other) {
    int first = nextName++;
    int second = nextName++;
    byte[] three = new byte[3];
    switch (what) {
      case 0 -> {
        note("fresh", sockets.fresh(first));
        note("peer of fresh", sockets.peer(first));
        sendWithoutPeer(first, three);
      }
      case 1 -> {
        note("bound", sockets.bound(first));
        note("bind again", sockets.bindTo(first, first));
      }
      case 2 -> {
        note("bound", sockets.bound(first));
        note("fresh", sockets.fresh(second));
        note("bind in use", sockets.bindTo(second, first));
        if (!RunningOn.isWine()) { // whose own sockets bind to any address
          note("bind elsewhere", sockets.bindElsewhere(second));
        }
        note("close", sockets.closeSocket(second));
      }
      case 3 -> nobodyThere(first, second);
      case 4 -> {
        note("bound", sockets.bound(first));
        note("listen", sockets.listen(first));
        note("accept", sockets.accept(first));
      }
      case 5 -> {
        note("bound", sockets.bound(first));
        int size = ipv6 ? TOO_LARGE_FOR_IPV6 : TOO_LARGE_FOR_IPV4;
        note("too large", sockets.sendTo(first, new byte[size], first));
        if (!ipv6) {
          note("urgent", sockets.sendUrgently(first, three, first));
        }
        if (!ipv6 && !RunningOn.isWine()) { // whose own sockets say WSAEOPNOTSUPP
          note("other family", sockets.sendToOtherFamily(first, three));
        }
        note("nothing came", sockets.recv(first, 9, false));
      }
      case 6 -> {
        note("bound", sockets.bound(first));
        if (ipv6) {
          break;
        }
        note("to everybody", sockets.sendToBroadcast(first, three));
        note("connect to everybody", sockets.connectToBroadcast(first));
        note("peer", sockets.peer(first));
      }
      default -> {
        unboundSender(first, other);
        return; // whoever receives it asks for its name
      }
    }
    note("close", sockets.closeSocket(first));
    note("close again", sockets.closeSocket(first));
    note("send of closed", sockets.sendTo(first, three, other));
    note("receive of closed", sockets.recvFrom(first, 9, false));
  }

  private void nobodyThere(int name, int gone) {
    note("bound", sockets.bound(name));
    note("bound", sockets.bound(gone));
    note("connect", sockets.connect(name, gone));
    note("close", sockets.closeSocket(gone));
    byte[] data = data();
    if (RunningOn.isWine()) {
      return; // whose own sockets never hear of it
    }
    sockets.hearOfUnreachable(name, true);
    note("send to nobody", sockets.send(name, data));
    Result heard = Waiting.until(() -> sockets.recv(name, 9, false));
    Failure told = Difference.NOBODY_THERE.inWinsock(heard.failure());
    assertThat(told).as("%s", log).isEqualTo(Failure.RESET);
    note("nobody there", Result.failed(told));
    note("told once", sockets.recv(name, 9, false));
  }

  /** Sending binds it. */
  private void unboundSender(int name, int other) {
    if (known[other].isFull()) {
      return;
    }
    byte[] data = data();
    note("fresh", sockets.fresh(name));
    note("fresh sends " + data.length + " to " + other, sockets.sendTo(name, data, other));
    arrives(name, known[other], data.length);
  }
}
