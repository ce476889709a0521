package dev.wsplab.facade;

import static dev.wsplab.facade.FunctionTable.SOCKET_ERROR;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.PollArray;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Events of Winsock, network events, select, WSAPoll. */
final class ReadinessFunctions {
  private static final int MOST_SOCKETS = 1 << 16;

  private final Ws2_32 ws2;

  ReadinessFunctions(Ws2_32 ws2) {
    this.ws2 = ws2;
  }

  void on(FunctionTable table) {
    table.socketBool("WSACreateEvent", c -> ws2.wsaCreateEvent().event().value());
    table.socketBool(
        "WSACloseEvent", c -> FunctionTable.bool(ws2.wsaCloseEvent(c.event(0)).returnValue()));
    table.socketBool(
        "WSASetEvent", c -> FunctionTable.bool(ws2.wsaSetEvent(c.event(0)).returnValue()));
    table.socketBool(
        "WSAResetEvent", c -> FunctionTable.bool(ws2.wsaResetEvent(c.event(0)).returnValue()));
    table.socket("WSAWaitForMultipleEvents", this::await);
    table.socket(
        "WSAEventSelect",
        c -> ws2.wsaEventSelect(c.socket(0), c.event(1), c.number(2)).returnValue());
    table.socket("WSAEnumNetworkEvents", this::networkEvents);
    table.socket(
        "WSAAsyncSelect",
        c -> ws2.wsaAsyncSelect(c.socket(0), c.word(1), c.number(2), c.number(3)).returnValue());
    table.socket("select", this::select);
    table.socket("WSAPoll", c -> poll(c, ws2::wsaPoll));
    table.socket("ExtensionWSAPoll", c -> poll(c, ws2.extensions()::wsaPoll));
    table.socketBool(
        "__WSAFDIsSet",
        c -> {
          FdSet set = set(c.word(1));
          return FunctionTable.bool(set != null && set.contains(c.socket(0)));
        });
  }

  /** Handles in an array; null when there are more or fewer than may be waited for. */
  static @Nullable List<EventHandle> events(long array, int count) {
    if (count < 1 || count > Winsock2.WSA_MAXIMUM_WAIT_EVENTS) {
      return null;
    }
    List<EventHandle> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(new EventHandle(NativeCall.loadPointer(array + (long) i * NativeCall.POINTER)));
    }
    return events;
  }

  private long await(NativeCall c) {
    List<EventHandle> events = events(c.word(1), c.number(0));
    if (events == null) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSA_INVALID_PARAMETER);
    }
    return ws2.wsaWaitForMultipleEvents(events, c.number(2) != 0, c.number(3), c.number(4) != 0)
        .returnValue();
  }

  /** Only the error codes of what happened are written (sheet, 3.9). */
  private long networkEvents(NativeCall c) {
    if (c.word(2) == 0) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAEFAULT);
    }
    NetworkEventsResult result = ws2.wsaEnumNetworkEvents(c.socket(0), c.event(1));
    if (result.returnValue() != 0) {
      return SOCKET_ERROR;
    }
    c.store(2, result.events());
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      if ((result.events() & 1 << bit) != 0) {
        long at = c.word(2) + Integer.BYTES + (long) bit * Integer.BYTES;
        NativeCall.memory().storeInt(at, result.errorOf(1 << bit));
      }
    }
    return 0;
  }

  // ---- select

  private static @Nullable FdSet set(long address) {
    if (address == 0) {
      return null;
    }
    int count = Math.min(MOST_SOCKETS, Math.max(0, NativeCall.memory().loadInt(address)));
    FdSet set = new FdSet(Math.max(1, count));
    for (int i = 0; i < count; i++) {
      set.add(new SocketHandle(NativeCall.loadPointer(place(address, i))));
    }
    return set;
  }

  private static long place(long set, int index) {
    return set + NativeCall.POINTER + (long) index * NativeCall.POINTER;
  }

  private static void giveBack(long address, @Nullable FdSet set) {
    if (set != null) {
      List<SocketHandle> ready = set.sockets();
      for (int i = 0; i < ready.size(); i++) {
        NativeCall.storePointer(place(address, i), ready.get(i).value());
      }
      NativeCall.memory().storeInt(address, ready.size());
    }
  }

  private long select(NativeCall c) {
    FdSet read = set(c.word(1));
    FdSet write = set(c.word(2));
    FdSet except = set(c.word(3));
    TimeVal timeout =
        c.word(4) == 0
            ? null
            : new TimeVal(c.load(4), NativeCall.memory().loadInt(c.word(4) + Integer.BYTES));
    CountResult result = ws2.select(read, write, except, timeout);
    if (result.returnValue() >= 0) {
      giveBack(c.word(1), read);
      giveBack(c.word(2), write);
      giveBack(c.word(3), except);
    }
    return result.returnValue();
  }

  // ---- WSAPoll

  private long poll(NativeCall c, BiFunction<List<PollFd>, Integer, PollResult> function) {
    int count = c.number(1);
    if (count < 0 || count > MOST_SOCKETS) {
      return FunctionTable.failed(SOCKET_ERROR, WsaError.WSAENOBUFS);
    }
    if (c.word(0) == 0) {
      return ws2.wsaPoll(null, 0).returnValue();
    }
    PollArray array = new PollArray(NativeCall.memory(), c.word(0));
    PollResult result = function.apply(array.fds(count), c.number(2));
    array.revents(result.revents());
    return result.returnValue();
  }
}
