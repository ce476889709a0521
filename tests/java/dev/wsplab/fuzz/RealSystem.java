package dev.wsplab.fuzz;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.fuzz.FuzzCall.Way;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.checkerframework.checker.nullness.qual.Nullable;

/** An environment that the calls are made to; each is a call of a client. */
final class RealSystem implements FuzzSystem, AutoCloseable {
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final @Nullable PortHandle[] ports = new PortHandle[FuzzCall.PORTS];
  private final @Nullable EventHandle[] events = new EventHandle[FuzzCall.EVENTS];
  private final @Nullable SocketHandle[] sockets = new SocketHandle[FuzzCall.SOCKETS];
  private final long[] sent = new long[FuzzCall.SOCKETS];
  private final OverlappedBlock structures = OverlappedBlock.allocate(FuzzCall.OPERATIONS);
  private final NativeBlock[] rooms = new NativeBlock[FuzzCall.OPERATIONS];
  private final boolean[] receives = new boolean[FuzzCall.OPERATIONS];
  private final List<String> routines = new ArrayList<>();

  RealSystem(Winsock winsock) {
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = NativeBlock.allocate(FuzzCall.LARGEST);
    }
    Kernel.get().threads().runApcs(); // what another environment has left to this thread
  }

  @Override
  public String perform(FuzzCall call) {
    return switch (call.kind()) {
      case CREATE_PORT -> createPort(call.a());
      case CLOSE_PORT -> said(kernel32.closeHandle(ports[call.a()]));
      case CREATE_EVENT -> createEvent(call.a(), (call.b() & 1) != 0, (call.c() & 1) != 0);
      case CLOSE_EVENT -> said(kernel32.closeHandle(events[call.a()]));
      case SET_EVENT -> said(kernel32.setEvent(events[call.a()]));
      case RESET_EVENT -> said(kernel32.resetEvent(events[call.a()]));
      case WAIT_EVENT -> look(events[call.a()]);
      case CONNECT_PAIR -> connect(2 * call.a());
      case CLOSE_SOCKET -> said(ws2.closesocket(sockets[call.a()]));
      case SHUTDOWN -> said(ws2.shutdown(sockets[call.a()], Winsock2.SD_SEND));
      case ASSOCIATE -> associate(sockets[call.a()], ports[call.b()], call.c());
      case SET_MODES ->
          said(kernel32.setFileCompletionNotificationModes(sockets[call.a()], call.b()));
      case RECEIVE, SEND -> transfer(call);
      case POST ->
          said(kernel32.postQueuedCompletionStatus(ports[call.a()], call.b(), call.c(), 0));
      case DEQUEUE -> dequeue(ports[call.a()]);
      case DEQUEUE_SOME -> dequeue(ports[call.a()], call.b());
      case RESULT -> result(sockets[call.a()], structures.overlapped(call.b()));
      case CANCEL ->
          said(
              kernel32.cancelIoEx(
                  sockets[call.a()], call.b() < 0 ? null : structures.overlapped(call.b())));
      case SLEEP -> sleep();
    };
  }

  private String createPort(int at) {
    ports[at] = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    return Words.OK;
  }

  private String createEvent(int at, boolean manual, boolean signalled) {
    events[at] = kernel32.createEvent(manual, signalled);
    return Words.OK;
  }

  private String look(EventHandle event) {
    WaitResult waited = kernel32.waitForSingleObjectEx(event, 0, false);
    return waited.error() != 0 ? Words.error(waited.error()) : Words.number(waited.returnValue());
  }

  private String connect(int at) {
    SocketPair pair = winsock.connectedPair();
    sockets[at] = pair.client().handle();
    sockets[at + 1] = pair.server().handle();
    sent[at] = 0;
    sent[at + 1] = 0;
    return Words.OK;
  }

  private String associate(SocketHandle socket, PortHandle port, int key) {
    var result = kernel32.createIoCompletionPort(socket, port, key, 0);
    return result.succeeded() ? Words.OK : Words.error(result.error());
  }

  private String transfer(FuzzCall call) {
    boolean receive = call.kind() == FuzzCall.Kind.RECEIVE;
    int length = call.c();
    Overlapped overlapped = structures.overlapped(call.b());
    overlapped.storeEvent(
        switch (call.way()) {
          case EVENT -> events[call.event()].value();
          case EVENT_LOW_BIT -> events[call.event()].value() | 1;
          case PORT_ONLY, ROUTINE -> 0;
        });
    CompletionRoutine routine =
        call.way() == Way.ROUTINE
            ? (error, bytes, told, flags) -> routines.add(told(call.b(), told.internal(), bytes))
            : null;
    WsaBuffers buffers = WsaBuffers.of(rooms[call.b()], 0, length);
    if (!receive) {
      buffers.put(Data.part(call.a(), sent[call.a()], length));
    }
    receives[call.b()] = receive;
    TransferResult result =
        receive
            ? ws2.wsaRecv(sockets[call.a()], buffers, 0, overlapped, routine)
            : ws2.wsaSend(sockets[call.a()], buffers, 0, overlapped, routine);
    if (result.started() && !receive) {
      sent[call.a()] += length;
    }
    if (result.isPending()) {
      return Words.PENDING;
    }
    return result.succeeded() ? Words.bytes(result.bytes()) : Words.error(result.errno());
  }

  private String told(int operation, int status, int bytes) {
    boolean hasData = receives[operation] && status == 0;
    return Words.operation(
        operation, status, bytes, hasData ? rooms[operation].bytes(0, bytes) : new byte[0]);
  }

  private String dequeue(PortHandle port) {
    QueuedCompletion got = kernel32.getQueuedCompletionStatus(port, 0);
    return got.taken()
        ? packet(got.key(), got.overlapped(), got.status(), got.bytes())
        : Words.error(got.error());
  }

  private String dequeue(PortHandle port, int most) {
    try (CompletionEntries room = new CompletionEntries(most)) {
      BoolResult result = kernel32.getQueuedCompletionStatusEx(port, room, 0, false);
      if (!result.returnValue()) {
        return Words.error(result.errno());
      }
      StringJoiner told = new StringJoiner("; ");
      for (int i = 0; i < room.count(); i++) {
        told.add(packet(room.key(i), room.overlapped(i), room.status(i), room.bytes(i)));
      }
      return told.toString();
    }
  }

  private String packet(long key, long overlapped, int status, int bytes) {
    if (overlapped == 0) {
      return Words.posted((int) key, bytes);
    }
    for (int i = 0; i < FuzzCall.OPERATIONS; i++) {
      if (structures.overlapped(i).address() == overlapped) {
        return Words.ofKey((int) key, told(i, status, bytes));
      }
    }
    return "a packet of nobody: 0x" + Long.toHexString(overlapped);
  }

  private String result(SocketHandle socket, Overlapped overlapped) {
    OverlappedResult result = ws2.wsaGetOverlappedResult(socket, overlapped, false);
    return result.returnValue() ? Words.bytes(result.bytes()) : Words.error(result.errno());
  }

  private String sleep() {
    routines.clear();
    StringJoiner told = new StringJoiner("; ");
    told.add(Words.number(kernel32.sleepEx(0, true)));
    routines.forEach(told::add);
    return told.toString();
  }

  private static String said(BoolResult result) {
    return result.returnValue() ? Words.OK : Words.error(result.errno());
  }

  private static String said(CallResult result) {
    return result.succeeded() ? Words.OK : Words.error(result.errno());
  }

  /** What the environment still owes when every socket was closed and everything was taken. */
  String owed() {
    return "pending "
        + winsock.pendingOperations().size()
        + ", undelivered "
        + winsock.undeliveredOperations().size();
  }

  @Override
  public void close() {
    winsock.close();
    Kernel.get().threads().runApcs();
    structures.close();
    for (NativeBlock room : rooms) {
      room.close();
    }
  }
}
