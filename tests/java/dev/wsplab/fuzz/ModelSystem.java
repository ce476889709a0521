package dev.wsplab.fuzz;

import dev.wsplab.fuzz.ModelParts.Event;
import dev.wsplab.fuzz.ModelParts.Operation;
import dev.wsplab.fuzz.ModelParts.Packet;
import dev.wsplab.fuzz.ModelParts.Port;
import dev.wsplab.fuzz.ModelParts.Socket;
import java.util.StringJoiner;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rules once more, as short as they can be said: one thread, connected streams in memory, no
 * call that waits. What it calls {@link FuzzSystem#SKIPPED} is not called at all.
 */
final class ModelSystem implements FuzzSystem {
  private static final int ERROR_INVALID_HANDLE = 6;
  private static final int ERROR_INVALID_PARAMETER = 87;
  private static final int WAIT_TIMEOUT = 258;
  private static final int WSAENOTSOCK = 10038;
  private static final int ALL_MODES = 3;

  private final @Nullable Port[] ports = new Port[FuzzCall.PORTS];
  private final @Nullable Event[] events = new Event[FuzzCall.EVENTS];
  private final @Nullable Socket[] sockets = new Socket[FuzzCall.SOCKETS];
  private final Operation[] operations = new Operation[FuzzCall.OPERATIONS];
  private final ModelOperations life;

  /**
   * A model of an environment in which nothing is open.
   *
   * @param ifs whether sockets are system handles, or of WPUCreateSocketHandle
   */
  ModelSystem(boolean ifs) {
    this.life = new ModelOperations(ifs);
    for (int i = 0; i < operations.length; i++) {
      operations[i] = new Operation(i);
    }
  }

  @Override
  public String perform(FuzzCall call) {
    return switch (call.kind()) {
      case CREATE_PORT -> createPort(call.a());
      case CLOSE_PORT -> closePort(ports[call.a()]);
      case CREATE_EVENT -> createEvent(call.a(), (call.b() & 1) != 0, (call.c() & 1) != 0);
      case CLOSE_EVENT -> closeEvent(call.a());
      case SET_EVENT -> signal(events[call.a()], true);
      case RESET_EVENT -> signal(events[call.a()], false);
      case WAIT_EVENT -> look(events[call.a()]);
      case CONNECT_PAIR -> connect(2 * call.a());
      case CLOSE_SOCKET -> close(sockets[call.a()]);
      case SHUTDOWN -> shutdown(sockets[call.a()]);
      case ASSOCIATE -> associate(sockets[call.a()], ports[call.b()], call.c());
      case SET_MODES -> setModes(sockets[call.a()], call.b());
      case RECEIVE, SEND ->
          life.transfer(call, sockets[call.a()], operations[call.b()], events[call.event()]);
      case POST -> post(ports[call.a()], call.b(), call.c());
      case DEQUEUE -> dequeue(ports[call.a()], 1);
      case DEQUEUE_SOME -> dequeue(ports[call.a()], call.b());
      case RESULT -> life.result(sockets[call.a()], operations[call.b()]);
      case CANCEL -> life.cancel(sockets[call.a()], call.b() < 0 ? null : operations[call.b()]);
      case SLEEP -> life.sleep();
    };
  }

  /** How many bytes wait to be received by an open socket. */
  int waiting(int at) {
    Socket socket = sockets[at];
    return socket == null || !socket.open ? 0 : socket.waiting();
  }

  // ---- ports

  private String createPort(int at) {
    Port before = ports[at];
    if (before != null && before.open) {
      return SKIPPED; // the place is taken
    }
    ports[at] = new Port();
    return Words.OK;
  }

  private String closePort(@Nullable Port port) {
    if (port == null) {
      return SKIPPED;
    }
    if (!port.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    port.open = false;
    for (Packet packet : port.packets) {
      Operation operation = packet.operation();
      if (operation != null) {
        operation.toBeTold = false; // nobody will take it
      }
    }
    port.packets.clear();
    return Words.OK;
  }

  /** IOCP-POST-1: whatever it is, it is delivered. */
  private String post(@Nullable Port port, int bytes, int key) {
    if (port == null) {
      return SKIPPED;
    }
    if (!port.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    port.packets.add(new Packet(key, null, bytes));
    return Words.OK;
  }

  /** WIN-3, WIN-4: in the order queued, as many as there are; WIN-1: none. */
  private String dequeue(@Nullable Port port, int most) {
    if (port == null) {
      return SKIPPED;
    }
    if (!port.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    if (port.packets.isEmpty()) {
      return Words.error(WAIT_TIMEOUT);
    }
    StringJoiner told = new StringJoiner("; ");
    for (int i = 0; i < most && !port.packets.isEmpty(); i++) {
      told.add(take(port.packets.remove()));
    }
    return told.toString();
  }

  private static String take(Packet packet) {
    Operation operation = packet.operation();
    if (operation == null) {
      return Words.posted(packet.key(), packet.bytes());
    }
    operation.toBeTold = false;
    return Words.ofKey(packet.key(), operation.told());
  }

  // ---- events

  private String createEvent(int at, boolean manual, boolean signalled) {
    Event before = events[at];
    if (before != null && before.open) {
      return SKIPPED;
    }
    events[at] = new Event(manual, signalled);
    return Words.OK;
  }

  private String closeEvent(int at) {
    Event event = events[at];
    if (event == null) {
      return SKIPPED;
    }
    for (Operation operation : operations) {
      if (operation.pending && operation.event == event) {
        return SKIPPED; // a client must not
      }
    }
    if (!event.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    event.open = false;
    return Words.OK;
  }

  private static String signal(@Nullable Event event, boolean signalled) {
    if (event == null) {
      return SKIPPED;
    }
    if (!event.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    event.signalled = signalled;
    return Words.OK;
  }

  /** A wait takes what an auto-reset event tells. */
  private static String look(@Nullable Event event) {
    if (event == null) {
      return SKIPPED;
    }
    if (!event.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    if (!event.signalled) {
      return Words.number(WAIT_TIMEOUT);
    }
    event.signalled = event.manual;
    return Words.number(0);
  }

  // ---- sockets

  private String connect(int at) {
    for (int i = at; i < at + 2; i++) {
      Socket before = sockets[i];
      if (before != null && before.open) {
        return SKIPPED;
      }
    }
    Socket first = new Socket(at);
    Socket second = new Socket(at + 1);
    first.peer = second;
    second.peer = first;
    sockets[at] = first;
    sockets[at + 1] = second;
    return Words.OK;
  }

  /** WSP-CLOSE-3, WIN-24: what is pending ends; WIN-26: the peer is at the end of its stream. */
  private String close(@Nullable Socket socket) {
    if (socket == null) {
      return SKIPPED;
    }
    if (!socket.open) {
      return Words.error(WSAENOTSOCK);
    }
    if (socket.waiting() > 0) {
      return SKIPPED; // the peer is told of a reset, which this model does not know
    }
    socket.open = false;
    life.endAll(socket, ModelOperations.STATUS_CONNECTION_ABORTED);
    life.serve(socket.peer);
    return Words.OK;
  }

  private String shutdown(@Nullable Socket socket) {
    if (socket == null
        || !socket.open
        || socket.sendsNoMore
        || ModelOperations.isGone(socket.peer)) {
      return SKIPPED;
    }
    socket.sendsNoMore = true;
    life.serve(socket.peer);
    return Words.OK;
  }

  /** WIN-14, WIN-15. */
  private static String associate(@Nullable Socket socket, @Nullable Port port, int key) {
    if (socket == null || port == null) {
      return SKIPPED;
    }
    if (!socket.open || !port.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    if (socket.port != null) {
      return Words.error(ERROR_INVALID_PARAMETER);
    }
    socket.port = port;
    socket.key = key;
    return Words.OK;
  }

  /** IOCP-SKIP-*: bits are added, never removed. */
  private static String setModes(@Nullable Socket socket, int modes) {
    if (socket == null) {
      return SKIPPED;
    }
    if ((modes & ~ALL_MODES) != 0) {
      return Words.error(ERROR_INVALID_PARAMETER);
    }
    if (!socket.open) {
      return Words.error(ERROR_INVALID_HANDLE);
    }
    socket.modes |= modes;
    return Words.OK;
  }
}
