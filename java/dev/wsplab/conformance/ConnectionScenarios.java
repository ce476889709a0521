package dev.wsplab.conformance;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What connected sockets do besides single operations. */
final class ConnectionScenarios {
  private static final int PART = 8;
  private static final int LONG_STREAM = 200_000;

  private ConnectionScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new NamedScenario(
            "connection/half-close",
            Set.of(Check.GRACEFUL_END, Check.HALF_OPEN),
            ConnectionScenarios::halfClose),
        new NamedScenario("connection/reset", Set.of(Check.RESET), ConnectionScenarios::reset),
        new NamedScenario(
            "connection/receives-in-order",
            Set.of(Check.IN_ORDER),
            ConnectionScenarios::receivesInOrder),
        new NamedScenario(
            "connection/long-stream", Set.of(Check.STREAM), ConnectionScenarios::longStream),
        new NamedScenario(
            "readiness/select-again", Set.of(Check.SELECT), ConnectionScenarios::selectAgain),
        new NamedScenario(
            "readiness/event-select-again",
            Set.of(Check.EVENT_SELECT),
            ConnectionScenarios::eventSelectAgain),
        new NamedScenario(
            "connection/closed-socket",
            Set.of(Check.CLOSED_IS_NO_SOCKET),
            ConnectionScenarios::closedSocket),
        new NamedScenario("connection/refused-calls", Set.of(Check.REFUSED), RefusedCalls::play));
  }

  private static void check(World w, Check check, boolean isWell, String expected, Object seen) {
    w.findings().check(check, isWell, expected, String.valueOf(seen));
  }

  private static void halfClose(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    Calls.ok("shutdown", w.ws2().shutdown(pair.peer(), Winsock2.SD_SEND));
    TransferResult end = w.ws2().recv(pair.mine(), WsaBuffers.of(w.block(PART)), 0);
    check(w, Check.GRACEFUL_END, end.succeeded() && end.bytes() == 0, "0 bytes", end);
    PairActs.send(w, pair.mine(), PART);
    long got = PairActs.drain(w, pair.peer(), PART);
    check(w, Check.HALF_OPEN, got == PART, PART + " bytes the other way", got + " bytes");
  }

  private static void reset(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    EventHandle event = w.kernel32().createEvent(true, false);
    Overlapped overlapped = w.overlapped();
    overlapped.storeEvent(event.value());
    WsaBuffers room = WsaBuffers.of(w.block(PART));
    TransferResult started = w.ws2().wsaRecv(pair.mine(), room, 0, overlapped, null);
    if (!started.isPending()) {
      check(w, Check.RESET, false, "a pending receive", started);
      return;
    }
    PairActs.reset(w, pair.peer());
    boolean told = awaitEvent(w, event);
    var result = w.ws2().wsaGetOverlappedResult(pair.mine(), overlapped, false);
    boolean isReset = !result.returnValue() && result.errno() == WsaError.WSAECONNRESET.code();
    check(w, Check.RESET, told && isReset, "FALSE with WSAECONNRESET (10054)", result);
  }

  private static boolean awaitEvent(World w, EventHandle event) {
    return w.kernel32().waitForSingleObjectEx(event, w.patience(), false).returnValue()
        == WaitResult.WAIT_OBJECT_0;
  }

  /** Three receives, then one send that could fill them all (WIN-54); each may take less. */
  private static void receivesInOrder(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    NativeBlock[] rooms = new NativeBlock[3];
    EventHandle[] events = new EventHandle[3];
    Overlapped[] overlapped = new Overlapped[3];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = w.block(PART);
      events[i] = w.kernel32().createEvent(true, false);
      overlapped[i] = w.overlapped();
      overlapped[i].storeEvent(events[i].value());
      TransferResult started =
          w.ws2().wsaRecv(pair.mine(), WsaBuffers.of(rooms[i]), 0, overlapped[i], null);
      Calls.ok("WSARecv", started.started() ? 0 : started.errno());
    }
    PairActs.send(w, pair.peer(), rooms.length * PART);
    int next = 1;
    for (int i = 0; i < rooms.length; i++) {
      boolean told = awaitEvent(w, events[i]);
      byte first = rooms[i].bytes(0, 1)[0];
      check(
          w,
          Check.IN_ORDER,
          told && first == next,
          "byte " + next + " first in receive " + (i + 1),
          told ? "byte " + first : "no indication");
      next += w.ws2().wsaGetOverlappedResult(pair.mine(), overlapped[i], false).bytes();
    }
  }

  /** What goes in comes out, through buffers of another size. */
  private static void longStream(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    NativeBlock data = PairActs.counting(w, LONG_STREAM);
    EventHandle event = w.kernel32().createEvent(true, false);
    Overlapped overlapped = w.overlapped();
    overlapped.storeEvent(event.value());
    TransferResult sent = w.ws2().wsaSend(pair.mine(), WsaBuffers.of(data), 0, overlapped, null);
    Calls.ok("WSASend", sent.started() ? 0 : sent.errno());
    byte[] arrived = new byte[LONG_STREAM];
    NativeBlock room = w.block(7_001);
    int got = 0;
    int last = 1;
    while (got < LONG_STREAM && last > 0) {
      TransferResult part = w.ws2().recv(pair.peer(), WsaBuffers.of(room), 0);
      last = part.succeeded() ? Math.min(part.bytes(), LONG_STREAM - got) : 0;
      System.arraycopy(room.bytes(0, last), 0, arrived, got, last);
      got += last;
    }
    int differs = Arrays.mismatch(arrived, data.bytes(0, LONG_STREAM));
    check(
        w,
        Check.STREAM,
        got == LONG_STREAM && differs < 0,
        LONG_STREAM + " bytes as they were sent",
        got + " bytes, the first that differs at " + differs);
  }

  /** Ready with data, not without, and ready again with the next. */
  private static void selectAgain(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    isReadable(w, pair.mine(), false, "nothing was sent");
    isWritable(w, pair.mine());
    for (String round : List.of("data has come", "more data has come")) {
      PairActs.send(w, pair.peer(), PART);
      isReadable(w, pair.mine(), true, round);
      PairActs.drain(w, pair.mine(), PART);
      isReadable(w, pair.mine(), false, "all was taken");
    }
  }

  private static void isReadable(World w, SocketHandle s, boolean wanted, String when) {
    FdSet set = FdSet.of(s);
    TimeVal time = wanted ? new TimeVal(w.patience() / 1000 + 1, 0) : new TimeVal(0, 0);
    CountResult result = w.ws2().select(set, null, null, time);
    if (result.returnValue() < 0) {
      Calls.ok("select", result.errno());
    }
    boolean isWell = (result.returnValue() == 1) == wanted && set.contains(s) == wanted;
    check(
        w,
        Check.SELECT,
        isWell,
        (wanted ? "readable: " : "not readable: ") + when,
        result.returnValue() + " ready, the socket " + (set.contains(s) ? "in" : "not in") + " it");
  }

  /** A connected stream takes data, as long as nobody has filled it. */
  private static void isWritable(World w, SocketHandle s) {
    FdSet set = FdSet.of(s);
    CountResult result = w.ws2().select(null, set, null, new TimeVal(w.patience() / 1000 + 1, 0));
    if (result.returnValue() < 0) {
      Calls.ok("select", result.errno());
    }
    check(
        w,
        Check.SELECT,
        result.returnValue() == 1 && set.contains(s),
        "writable: nothing was sent",
        result.returnValue() + " ready, the socket " + (set.contains(s) ? "in" : "not in") + " it");
  }

  /** FD_READ is recorded once, and again when more comes after a receive. */
  private static void eventSelectAgain(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    EventHandle event = w.kernel32().createEvent(true, false);
    Calls.ok("WSAEventSelect", w.ws2().wsaEventSelect(pair.mine(), event, Winsock2.FD_READ));
    for (String round : List.of("data has come", "more data has come")) {
      PairActs.send(w, pair.peer(), PART);
      boolean told = awaitEvent(w, event);
      NetworkEventsResult found = w.ws2().wsaEnumNetworkEvents(pair.mine(), event);
      boolean recorded = (found.events() & Winsock2.FD_READ) != 0;
      check(w, Check.EVENT_SELECT, told && recorded, "event and FD_READ: " + round, found);
      NetworkEventsResult again = w.ws2().wsaEnumNetworkEvents(pair.mine(), event);
      boolean cleared = (again.events() & Winsock2.FD_READ) == 0 && !w.isSignalled(event);
      check(w, Check.EVENT_SELECT, cleared, "record and event cleared by the query", again);
      PairActs.drain(w, pair.mine(), PART);
    }
  }

  private static void closedSocket(World w) {
    PairActs.Pair pair = PairActs.Pair.make(w);
    Calls.ok("closesocket", w.ws2().closesocket(pair.mine()));
    int again = w.ws2().closesocket(pair.mine()).errno();
    TransferResult send = w.ws2().send(pair.mine(), WsaBuffers.of(PairActs.counting(w, 1)), 0);
    int notSocket = WsaError.WSAENOTSOCK.code();
    check(w, Check.CLOSED_IS_NO_SOCKET, again == notSocket, "WSAENOTSOCK (10038)", again);
    check(
        w,
        Check.CLOSED_IS_NO_SOCKET,
        !send.succeeded() && send.errno() == notSocket,
        "WSAENOTSOCK (10038)",
        send);
  }
}
