package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.CompletionTiming;
import dev.wsplab.host.Host;
import dev.wsplab.host.HostSettings;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An environment in which every function can be called with good arguments: over the base provider
 * and through the layer of a {@link GridStack}.
 */
final class GridWorld implements AutoCloseable {
  /** Keeps the upcalls it was given. */
  static final class Layer extends LayeredProvider {
    Layer(LayerForm form) {
      super(form);
    }

    Upcalls given() {
      return upcalls();
    }

    Ws2Exports ws2() {
      return exports();
    }
  }

  /** More than is open in any world, and soon used up. */
  private static final int LIMIT = 64;

  final Host host =
      new Host(
          Kernel.get(),
          new HostSettings(
              false, LIMIT, List.of(), new Operations(), CompletionTiming.immediate(), null));
  final Ws2_32 ws2 = new Ws2_32(host);
  final Kernel32 kernel32 = new Kernel32(host);
  final ServiceProvider base;
  final Layer layer;
  final Guid layerId = Guid.random();

  /** Those of the layer, or of the base once that is what is called. */
  private GridSockets sockets;

  // What most calls are about, and another environment; made when asked for.
  private @Nullable SocketHandle socket;
  private @Nullable GridWorld other;

  final EventHandle event;
  final PortHandle port;
  final ThreadHandle thread;
  final CompletionEntries entries = new CompletionEntries(4);
  final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final OverlappedBlock more = OverlappedBlock.allocate(1);
  private final NativeBlock one = NativeBlock.copyOf(new byte[] {1, 0, 0, 0});

  final NativeBlock block = NativeBlock.allocate(128);
  private final NativeBlock messageMemory = NativeBlock.allocate(2L * WsaMsg.SIZE);
  final GridObjects objects = new GridObjects(this);
  final long window = host.exports().windows().create((message, wParam, lParam) -> {});

  /** Bytes of room, behind which writing faults. */
  static final int ROOM = 3584;

  final long room;

  // One to write, one to read, one to write, one for nothing.
  private static final int PAGES = 4;
  private final long pages;

  /** A page that can be read only. */
  long readOnly() {
    return pages + Pages.SIZE;
  }

  /** A page that can be neither read nor written; before it is one that can. */
  long inaccessible() {
    return pages + 3L * Pages.SIZE;
  }

  private final GridStack stack;

  GridWorld(GridStack stack) {
    this.stack = stack;
    base = stack.base();
    layer = new Layer(stack.form());
    host.catalog().installBase(base, stack.protocols());
    host.catalog().installLayer(layer, layerId, "Layer", stack.isIfs());
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    pages = Pages.map(PAGES);
    Pages.makeReadOnly(readOnly());
    Pages.makeInaccessible(inaccessible());
    room = pages + Pages.SIZE - ROOM;
    sockets = new GridSockets(ws2, one, null, null);
    closedSocket(); // the first socket starts the providers
    event = kernel32.createEvent(true, true);
    port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    thread = host.kernel().threads().open(host.owner());
  }

  ProtocolInfo baseEntry() {
    return entry(Winsock2.SOCK_STREAM);
  }

  private ProtocolInfo entry(int type) {
    return host.catalog().entries().stream()
        .filter(e -> e.isBase() && e.socketType() == type)
        .findFirst()
        .orElseThrow();
  }

  /** Calls go to the base from now on. */
  void useBase() {
    sockets = baseSockets();
  }

  GridSockets baseSockets() {
    return new GridSockets(ws2, one, entry(Winsock2.SOCK_STREAM), entry(Winsock2.SOCK_DGRAM));
  }

  /** Connected; nothing has come. */
  SocketHandle socket() {
    if (socket == null) {
      socket = sockets.connected();
    }
    return socket;
  }

  GridSockets sockets() {
    return sockets;
  }

  /** Another environment, which ends with this one. */
  GridWorld other() {
    if (other == null) {
      other = new GridWorld(stack);
    }
    return other;
  }

  /** The structure that every call gets, with this event in it. */
  Overlapped structureWith(EventHandle used) {
    Overlapped overlapped = structures.overlapped();
    overlapped.storeEvent(used.value());
    return overlapped;
  }

  /** A {@code WSAMSG} to a socket that can receive it, with a buffer. */
  WsaMsg message() {
    return message(1);
  }

  /** The same, which says that it has so many buffers. */
  WsaMsg message(int count) {
    byte[] name = sockets.nameOf(sockets.datagrams()).bytes();
    host.kernel().memory().write(name, 0, name.length, block.address());
    long array = messageMemory.address() + WsaMsg.SIZE;
    WsaBuffers.of(room, 16).storeArray(array);
    return message(block.address(), WsaBuffers.at(array, count), 0, 0);
  }

  /** The same with its name elsewhere. */
  WsaMsg messageNamed(long name) {
    WsaMsg.Fields fields = message().read();
    return message(name, fields.buffers(), 0, 0);
  }

  /** The same with its buffers elsewhere. */
  WsaMsg messageOf(WsaBuffers buffers) {
    message();
    return message(block.address(), buffers, 0, 0);
  }

  /** The same with control data. */
  WsaMsg messageControlled(long control) {
    WsaMsg.Fields fields = message().read();
    return message(fields.name(), fields.buffers(), control, 32);
  }

  private WsaMsg message(long name, WsaBuffers buffers, long control, int controlLength) {
    WsaMsg message = WsaMsg.at(messageMemory.address());
    message.write(new WsaMsg.Fields(name, 16, buffers, control, controlLength, 0));
    return message;
  }

  /** From now on there is no handle left. */
  void exhaust() {
    while (kernel32.createEvent(true, true).value() != 0) {
      // until none is left
    }
  }

  void changeCatalog() {
    host.catalog()
        .installLayer(new Layer(stack.form()), Guid.random(), "Another layer", stack.isIfs());
  }

  /** As a client that has no notification handle yet. */
  void askForChanges() {
    int error = ws2.wsaProviderConfigChange(null, null, null).errno();
    if (error != 0) {
      throw new WinsockException("WSAProviderConfigChange", error);
    }
  }

  /** From now on no overlapped request can be started. */
  void useUpRequests() {
    WsaBuffers room16 = WsaBuffers.of(room, 16);
    int error = ws2.wsaRecv(baseSockets().connected(), room16, 0, more.overlapped(), null).errno();
    assertThat(error).isEqualTo(WsaError.WSA_IO_PENDING.code());
    host.outstandingRequests(1);
  }

  SocketHandle closedSocket() {
    SocketHandle s = sockets.fresh();
    ws2.closesocket(s).orThrow("closesocket");
    return s;
  }

  EventHandle closedEvent() {
    EventHandle e = kernel32.createEvent(true, true);
    kernel32.closeHandle(e);
    return e;
  }

  PortHandle closedPort() {
    PortHandle p = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    kernel32.closeHandle(p);
    return p;
  }

  ThreadHandle closedThread() {
    ThreadHandle t = host.kernel().threads().open(host.owner());
    kernel32.closeHandle(t);
    return t;
  }

  @Override
  public void close() {
    if (other != null) {
      other.close();
    }
    objects.close();
    host.close();
    for (int page = 0; page < PAGES; page++) {
      Pages.unmap(pages + (long) page * Pages.SIZE);
    }
    entries.close();
    block.close();
    messageMemory.close();
    structures.close();
    more.close();
    one.close();
  }
}
