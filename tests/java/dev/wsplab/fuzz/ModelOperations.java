package dev.wsplab.fuzz;

import dev.wsplab.fuzz.FuzzCall.Way;
import dev.wsplab.fuzz.ModelParts.Event;
import dev.wsplab.fuzz.ModelParts.Operation;
import dev.wsplab.fuzz.ModelParts.Packet;
import dev.wsplab.fuzz.ModelParts.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.StringJoiner;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The model's operations: how they begin and end, and who is told. */
final class ModelOperations {
  private static final int ERROR_INVALID_HANDLE = 6;
  private static final int WAIT_IO_COMPLETION = 192;
  private static final int ERROR_OPERATION_ABORTED = 995;
  private static final int ERROR_IO_INCOMPLETE = 996;
  private static final int ERROR_NOT_FOUND = 1168;
  private static final int WSAEINVAL = 10022;
  private static final int WSAENOTSOCK = 10038;
  private static final int WSAECONNABORTED = 10053;
  private static final int WSAESHUTDOWN = 10058;
  private static final int STATUS_CANCELLED = 0xC0000120;
  static final int STATUS_CONNECTION_ABORTED = 0xC0000241;
  private static final int SKIP_PORT = 1;

  private final boolean ifs;
  private final Deque<Operation> routines = new ArrayDeque<>();

  /** Of an environment; see {@link ModelSystem}. */
  ModelOperations(boolean ifs) {
    this.ifs = ifs;
  }

  /** A transfer: the structure must be free, and the event, if it has one, be there. */
  String transfer(
      FuzzCall call, @Nullable Socket socket, Operation operation, @Nullable Event given) {
    Event event = isByEvent(call.way()) ? given : null;
    if (socket == null || !operation.isFree() || isByEvent(call.way()) && !isUsable(event)) {
      return FuzzSystem.SKIPPED;
    }
    if (!socket.open) {
      return Words.error(WSAENOTSOCK);
    }
    boolean receives = call.kind() == FuzzCall.Kind.RECEIVE;
    if (!receives && isGone(socket.peer)) {
      return FuzzSystem.SKIPPED; // how soon that is noticed is left open
    }
    boolean refused = call.way() == Way.ROUTINE && socket.port != null; // WIN-18
    boolean late = !receives && socket.sendsNoMore;
    if (late && (refused || event != null)) {
      return FuzzSystem
          .SKIPPED; // which of two errors wins, or what becomes of the event, no page says
    }
    if (refused || late) {
      return Words.error(refused ? WSAEINVAL : WSAESHUTDOWN);
    }
    begin(operation, socket, call, event, receives);
    return receives ? receive(operation) : send(operation);
  }

  private static boolean isByEvent(Way way) {
    return way == Way.EVENT || way == Way.EVENT_LOW_BIT;
  }

  private static boolean isUsable(@Nullable Event event) {
    return event != null && event.open;
  }

  private static void begin(
      Operation operation, Socket socket, FuzzCall call, @Nullable Event event, boolean receives) {
    operation.socket = socket;
    operation.way = call.way();
    operation.event = event;
    operation.receives = receives;
    operation.length = call.c();
    operation.pending = true;
    if (event != null) {
      event.signalled = false; // WIN-44
    }
  }

  private String receive(Operation operation) {
    Socket socket = operation.socket;
    socket.receives.add(operation);
    if (socket.receives.size() == 1 && (socket.waiting() > 0 || socket.atEnd())) {
      int bytes = fill(operation);
      socket.receives.remove(operation);
      end(operation, 0, bytes, true);
      return Words.bytes(bytes);
    }
    return Words.PENDING;
  }

  private String send(Operation operation) {
    Socket socket = operation.socket;
    Socket peer = socket.peer;
    peer.arrived += operation.length;
    end(operation, 0, operation.length, true);
    serve(peer);
    return Words.bytes(operation.length);
  }

  /** WIN-54: receives end in posting order, each with its part. */
  void serve(@Nullable Socket socket) {
    while (socket != null
        && !socket.receives.isEmpty()
        && (socket.waiting() > 0 || socket.atEnd())) {
      Operation next = socket.receives.remove(0);
      end(next, 0, fill(next), false);
    }
  }

  private static int fill(Operation operation) {
    Socket socket = operation.socket;
    int bytes = Math.min(operation.length, socket.waiting());
    operation.data = Data.part(socket.peer.number, socket.taken, bytes);
    socket.taken += bytes;
    return bytes;
  }

  void endAll(Socket socket, int status) {
    for (Operation operation : socket.receives) {
      end(operation, status, 0, false);
    }
    socket.receives.clear();
  }

  /** The end of an operation, and who is told: WIN-45, WIN-30, WIN-28, IOCP-SKIP-4. */
  private void end(Operation operation, int status, int bytes, boolean atOnce) {
    Socket socket = operation.socket;
    operation.pending = false;
    operation.status = status;
    operation.bytes = bytes;
    if (operation.way == Way.ROUTINE) {
      operation.toBeTold = true;
      routines.add(operation);
      return;
    }
    if (operation.event != null) {
      operation.event.signalled = true;
    }
    boolean skipped = (socket.modes & SKIP_PORT) != 0 && (!ifs || atOnce);
    if (operation.way != Way.EVENT_LOW_BIT && socket.port != null && socket.port.open && !skipped) {
      operation.toBeTold = true;
      socket.port.packets.add(new Packet(socket.key, operation, bytes));
    }
  }

  /** WIN-39, GOR-2, GOR-3. */
  String result(@Nullable Socket socket, Operation operation) {
    if (socket == null || operation.socket != socket) {
      return FuzzSystem.SKIPPED;
    }
    if (!socket.open) {
      return Words.error(WSAENOTSOCK);
    }
    if (operation.pending) {
      return Words.error(ERROR_IO_INCOMPLETE);
    }
    return operation.status == 0
        ? Words.bytes(operation.bytes)
        : Words.error(
            operation.status == STATUS_CANCELLED ? ERROR_OPERATION_ABORTED : WSAECONNABORTED);
  }

  /** CANCEL-2, CANCEL-3, CANCEL-6. */
  String cancel(@Nullable Socket socket, @Nullable Operation operation) {
    if (socket == null) {
      return FuzzSystem.SKIPPED;
    }
    if (!socket.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    if (!ifs
        || (operation == null ? socket.receives.isEmpty() : !socket.receives.contains(operation))) {
      return Words.error(ERROR_NOT_FOUND);
    }
    if (operation == null) {
      endAll(socket, STATUS_CANCELLED);
    } else {
      socket.receives.remove(operation);
      end(operation, STATUS_CANCELLED, 0, false);
    }
    return Words.OK;
  }

  /** WIN-47: all that are queued run, in their order. */
  String sleep() {
    if (routines.isEmpty()) {
      return Words.number(0);
    }
    StringJoiner told = new StringJoiner("; ");
    told.add(Words.number(WAIT_IO_COMPLETION));
    while (!routines.isEmpty()) {
      Operation operation = routines.remove();
      operation.toBeTold = false;
      told.add(operation.told());
    }
    return told.toString();
  }

  /** Whether a socket was closed. */
  static boolean isGone(@Nullable Socket socket) {
    return socket == null || !socket.open;
  }
}
