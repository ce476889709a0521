package dev.wsplab.provider.nativehost;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A module in C, an application or a provider: what it imports can be called with words, as it
 * would call it.
 */
final class ImportingWorld implements AutoCloseable {
  /** Bytes of room for what one parameter points to. */
  private static final int PLACE = 2048;

  private static final int PLACES = 11;

  /** More than any call needs, and soon used up. */
  private static final int MOST_HANDLES = 64;

  /** What a length says that nothing else is known of. */
  static final int LENGTH = 32;

  private final @Nullable NativeProvider provider;
  final Winsock winsock;
  private final Ws2_32 ws2;
  private final GuardedMemory memory = Kernel.get().memory();
  private final NativeBlock data = NativeBlock.allocate(PLACE);
  // Pages that can be written, zeros up to the end of the places; one that can be read, one for
  // nothing: who reads on meets no memory of others, which differs from run to run.
  private static final int WRITABLE = 6;
  private static final int PAGES = WRITABLE + 2;
  private final long pages = Pages.map(PAGES);
  private final @Nullable ImportingApplication application;
  private @Nullable Foreign foreign;
  private @Nullable SocketHandle hosted;
  final EventHandle event;
  final PortHandle port;
  final MessageQueue messages;

  ImportingWorld(boolean asProvider) throws ModuleLoadException {
    provider = asProvider ? Modules.provider("pends") : null;
    WinsockBuilder builder =
        Winsock.builder().base(LoopbackProvider.create()).handleLimit(MOST_HANDLES);
    winsock =
        (provider == null ? builder : builder.base(provider, ModuleWorld.protocols())).build();
    ws2 = winsock.ws2_32();
    event = winsock.kernel32().createEvent(true, true);
    port = winsock.kernel32().createIoCompletionPort(null, null, 0, 0).orThrow();
    messages = winsock.messageQueue();
    Pages.makeReadOnly(readOnly());
    Pages.makeInaccessible(inaccessible());
    application =
        asProvider
            ? null
            : new ImportingApplication(winsock.exports().applicationFunctions().orElseThrow());
    if (asProvider) {
      start();
    }
  }

  /** The first socket of its entry starts the provider. */
  private void start() {
    ProtocolInfo last = winsock.catalog().entries().get(winsock.catalog().entries().size() - 1);
    hosted =
        ws2.wsaSocket(2, Winsock2.SOCK_STREAM, 0, last, 0, Winsock2.WSA_FLAG_OVERLAPPED)
            .orThrow("WSASocket");
  }

  /** Calls through the trampoline that a module's import is bound to. */
  long call(String function, long... words) {
    if (provider != null) {
      HostedModule hosted = provider.hosted();
      return hosted.callBack(function, hosted.stub(function), words);
    }
    return Objects.requireNonNull(application).call(function, words);
  }

  long readOnly() {
    return pages + (long) WRITABLE * Pages.SIZE;
  }

  long inaccessible() {
    return readOnly() + Pages.SIZE;
  }

  /** The word at the place of a parameter. */
  int told(int parameter) {
    return memory.loadInt(place(parameter));
  }

  /** Where the parameter points to: zeros, until somebody writes there. */
  long place(int parameter) {
    return readOnly() - (long) (PLACES - parameter) * PLACE;
  }

  long number(int parameter, int value) {
    memory.storeInt(place(parameter), value);
    return place(parameter);
  }

  long handle(int parameter, Handle handle) {
    memory.storeLong(place(parameter), handle.value());
    return place(parameter);
  }

  long buffer(int parameter) {
    WsaBuffers.of(data.address(), LENGTH).storeArray(place(parameter));
    return place(parameter);
  }

  long text(int parameter, String text, boolean wide) {
    Charset charset = wide ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII;
    return bytes(parameter, (text + '\0').getBytes(charset));
  }

  long bytes(int parameter, byte[] bytes) {
    memory.write(bytes, 0, bytes.length, place(parameter));
    return place(parameter);
  }

  /** A socket, which then is in the set there. */
  SocketHandle inSet(int parameter) {
    SocketHandle s = fresh();
    number(parameter, 1);
    memory.storeLong(place(parameter) + Long.BYTES, s.value());
    return s;
  }

  /** The path of an application for which categories are set. */
  long permitted(int parameter) {
    String path = "127.0.0.1";
    ws2.catalogFunctions().wscSetApplicationCategory(path, path, 1);
    return text(parameter, path, true);
  }

  /** One socket, as {@code fd_set} and {@code WSAPOLLFD} have it. */
  long sockets(int parameter, boolean counted) {
    if (counted) {
      number(parameter, 1);
      memory.storeLong(place(parameter) + Long.BYTES, connected().value());
    } else {
      memory.storeLong(place(parameter), connected().value());
    }
    return place(parameter);
  }

  /** As {@code WSAMSG} has it: a name, one buffer, no control data. */
  long message(int parameter) {
    long name = place(parameter) + WsaMsg.SIZE;
    byte[] bytes = nameOf(datagrams()).bytes();
    memory.write(bytes, 0, bytes.length, name);
    long array = name + Long.BYTES * 4;
    WsaBuffers.of(data.address(), LENGTH).storeArray(array);
    WsaMsg.at(place(parameter))
        .write(new WsaMsg.Fields(name, bytes.length, WsaBuffers.at(array, 1), 0, 0, 0));
    return place(parameter);
  }

  /** Of the provider, with a receive that it has to complete, with this structure. */
  SocketHandle pending(int parameter) {
    return receiving(Objects.requireNonNull(hosted), parameter);
  }

  /** Of the system's kind, with a receive that waits for data. */
  SocketHandle waiting(int parameter) {
    SocketHandle listener = listener();
    SocketHandle s = fresh();
    ws2.connect(s, nameOf(listener)).orThrow("connect");
    return receiving(s, parameter);
  }

  private SocketHandle receiving(SocketHandle s, int parameter) {
    WsaBuffers room = WsaBuffers.of(data.address(), LENGTH);
    int error = ws2.wsaRecv(s, room, 0, Overlapped.at(place(parameter)), null).errno();
    if (error != WsaError.WSA_IO_PENDING.code()) {
      throw new IllegalStateException("error=" + error + ", which is not pending");
    }
    return s;
  }

  /** Of datagrams, bound; nothing has come. */
  SocketHandle datagrams() {
    SocketHandle s =
        ws2.wsaSocket(2, Winsock2.SOCK_DGRAM, 0, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
            .orThrow("WSASocket");
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return nonblocking(s);
  }

  /** Of datagrams; one has come. */
  SocketHandle datagramsFed() {
    SocketHandle s = datagrams();
    ws2.sendto(datagrams(), WsaBuffers.of(data.address(), LENGTH), 0, nameOf(s)).orThrow("sendto");
    return s;
  }

  /** A thread that the module has made, which never runs. */
  long thread() {
    final int suspended = 4;
    return call("CreateThread", 0, 0, place(0), 0, suspended, 0);
  }

  /** Where an AcceptEx has put two addresses. */
  long accepted(int parameter) {
    long at = place(parameter);
    SocketHandle listener = awaited();
    call(
        "AcceptEx",
        listener.value(),
        fresh().value(),
        at,
        0,
        LENGTH,
        LENGTH,
        place(PLACES - 1),
        place(PLACES - 2));
    return at;
  }

  /** The module itself, as the loader's functions know it. */
  OpenLibraries libraries() {
    return Objects.requireNonNull(provider).hosted().loaded().libraries();
  }

  /** The catalog has changed, or a datagram has come: what may be waited for. */
  void othersAct(String function, long handle) {
    if (function.equals("WSAProviderConfigChange")) {
      layer();
    } else {
      Sockaddr to = nameOf(new SocketHandle(handle));
      ws2.sendto(datagrams(), WsaBuffers.of(data.address(), LENGTH), 0, to).orThrow("sendto");
    }
  }

  /** The id of a layer, which is installed. */
  byte[] layer() {
    Guid id = Guid.random();
    ProtocolInfo entry = baseEntry().toBuilder().chain(List.of()).build();
    ws2.catalogFunctions().wscInstallProvider(id, "layer", List.of(entry)).orThrow("install");
    return id.toBytes();
  }

  ProtocolInfo baseEntry() {
    return winsock.catalog().entries().get(0);
  }

  /** All ids of the catalog, in order. */
  long order(int parameter) {
    long at = place(parameter);
    for (ProtocolInfo entry : winsock.catalog().entries()) {
      memory.storeInt(at, entry.catalogEntryId());
      at += Integer.BYTES;
    }
    return place(parameter);
  }

  /** Handles of another environment. */
  Foreign foreign() {
    if (foreign == null) {
      foreign = new Foreign(Winsock.builder().base(LoopbackProvider.create()).build());
    }
    return foreign;
  }

  /** One handle of each kind, each of which its environment could use. */
  record Foreign(
      Winsock winsock, SocketHandle socket, EventHandle event, PortHandle port, ThreadHandle thread)
      implements AutoCloseable {
    Foreign(Winsock winsock) {
      this(
          winsock,
          winsock
              .ws2_32()
              .wsaSocket(2, Winsock2.SOCK_STREAM, 0, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
              .orThrow("WSASocket"),
          winsock.kernel32().createEvent(true, true),
          winsock.kernel32().createIoCompletionPort(null, null, 0, 0).orThrow(),
          winsock.kernel32().openThread().orThrow());
    }

    @Override
    public void close() {
      winsock.close();
    }
  }

  /** From now on there is no handle left. */
  void exhaust() {
    while (winsock.kernel32().createEvent(true, true).value() != 0) {
      // until none is left
    }
  }

  SocketHandle fresh() {
    return ws2.wsaSocket(2, Winsock2.SOCK_STREAM, 0, null, 0, Winsock2.WSA_FLAG_OVERLAPPED)
        .orThrow("WSASocket");
  }

  /** Listening; a connection waits. */
  SocketHandle awaited() {
    SocketHandle listener = listener();
    ws2.connect(fresh(), nameOf(listener)).orThrow("connect");
    return listener;
  }

  SocketHandle bound() {
    SocketHandle s = fresh();
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  private SocketHandle listener() {
    SocketHandle s = bound();
    ws2.listen(s, 1).orThrow("listen");
    return nonblocking(s);
  }

  /** Connected; data has come. */
  SocketHandle connected() {
    SocketHandle listener = listener();
    SocketHandle s = fresh();
    ws2.connect(s, nameOf(listener)).orThrow("connect");
    SocketHandle peer = ws2.accept(listener).socket();
    ws2.send(peer, WsaBuffers.of(data.address(), LENGTH), 0).orThrow("send");
    return nonblocking(s);
  }

  Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private SocketHandle nonblocking(SocketHandle s) {
    memory.storeInt(data.address(), 1);
    ws2.ioctlsocket(s, Winsock2.FIONBIO, data.address()).orThrow("ioctlsocket");
    return s;
  }

  SocketHandle closed() {
    SocketHandle s = fresh();
    ws2.closesocket(s).orThrow("closesocket");
    return s;
  }

  /** The port, with a packet in it. */
  PortHandle posted() {
    winsock.kernel32().postQueuedCompletionStatus(port, 1, 2, 3).orThrow("post");
    return port;
  }

  /** The id of an installed provider. */
  byte[] provider() {
    return winsock.catalog().entries().get(0).providerId().toBytes();
  }

  /** An address to which a connection can be made. */
  long name(int parameter) {
    return bytes(parameter, nameOf(listener()).bytes());
  }

  @Override
  public void close() {
    if (application != null) {
      application.close();
    }
    messages.close();
    winsock.close();
    if (foreign != null) {
      foreign.close();
    }
    data.close();
    for (int page = 0; page < PAGES; page++) {
      Pages.unmap(pages + (long) page * Pages.SIZE);
    }
  }
}
