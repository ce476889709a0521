package dev.wsplab.grid;

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
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.util.List;

/**
 * An environment in which every function can be called with good arguments: over the base provider
 * in memory, where nothing depends on the platform, and through a layer that makes its own handles.
 */
final class GridWorld implements AutoCloseable {
  /** Keeps the upcalls it was given. */
  static final class Layer extends LayeredProvider {
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
  final LoopbackProvider base = LoopbackProvider.builder().build();
  final Layer layer = new Layer();
  final Guid layerId = Guid.random();

  /**
   * Sockets of one provider.
   *
   * @param connected to a peer, and nonblocking
   * @param fresh neither bound nor connected
   * @param bound to an address, and no more
   * @param listener listening
   */
  record Sockets(
      SocketHandle connected, SocketHandle fresh, SocketHandle bound, SocketHandle listener) {}

  /** Those of the layer, or of the base once that is what is called. */
  private Sockets sockets;

  final EventHandle event;
  final PortHandle port;
  final ThreadHandle thread;
  final CompletionEntries entries = new CompletionEntries(4);
  final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final NativeBlock one = NativeBlock.copyOf(new byte[] {1, 0, 0, 0});

  final NativeBlock block = NativeBlock.allocate(128);
  private final NativeBlock messageMemory = NativeBlock.allocate(WsaMsg.SIZE);
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

  GridWorld() {
    host.catalog().installBase(base, LoopbackProvider.protocols());
    host.catalog().installLayer(layer, layerId, "Layer", false);
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    pages = Pages.map(PAGES);
    Pages.makeReadOnly(readOnly());
    Pages.makeInaccessible(inaccessible());
    room = pages + Pages.SIZE - ROOM;
    sockets = makeSockets(null);
    event = kernel32.createEvent(true, true);
    port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    thread = host.kernel().threads().open(host.owner());
  }

  ProtocolInfo baseEntry() {
    return host.catalog().entries().stream().filter(ProtocolInfo::isBase).findFirst().orElseThrow();
  }

  /** Calls go to the base from now on. */
  void useBase() {
    sockets = makeSockets(baseEntry());
  }

  SocketHandle socket() {
    return sockets.connected();
  }

  /** A {@code WSAMSG} with room for data, and nothing else. */
  WsaMsg message() {
    WsaMsg message = WsaMsg.at(messageMemory.address());
    message.write(new WsaMsg.Fields(0, 0, WsaBuffers.of(room, 16), 0, 0, 0));
    return message;
  }

  Sockets sockets() {
    return sockets;
  }

  private Sockets makeSockets(ProtocolInfo entry) {
    SocketHandle listener = bound(entry);
    ws2.listen(listener, 1).orThrow("listen");
    SocketHandle connecting = make(entry);
    ws2.connect(connecting, ws2.getsockname(listener).orThrow("name")).orThrow("connect");
    ws2.wsaIoctl(connecting, Winsock2.FIONBIO, one.address(), 4, 0, 0, null, null).orThrow("ioctl");
    return new Sockets(connecting, make(entry), bound(entry), listener);
  }

  private SocketHandle bound(ProtocolInfo entry) {
    SocketHandle s = make(entry);
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  private SocketHandle make(ProtocolInfo entry) {
    return ws2.wsaSocket(
            Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, entry, 0, Winsock2.WSA_FLAG_OVERLAPPED)
        .orThrow("WSASocket");
  }

  /** From now on there is no handle left. */
  void exhaust() {
    while (kernel32.createEvent(true, true).value() != 0) {
      // until none is left
    }
  }

  SocketHandle closedSocket() {
    SocketHandle s = make(null);
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
    host.close();
    for (int page = 0; page < PAGES; page++) {
      Pages.unmap(pages + (long) page * Pages.SIZE);
    }
    entries.close();
    block.close();
    messageMemory.close();
    structures.close();
    one.close();
  }
}
