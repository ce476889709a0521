package dev.wsplab.forefront;

import com.sun.jna.Native;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Network sockets over Winsock, whose completions come through the service's port (FWX-80). */
final class SocketSide {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SUPPLIED = 8 * 1024;

  private final FwxService service;
  private final @Nullable Ws2_32 ws2;

  // Each is closed when its packet comes, by release, which the checker cannot follow.
  @SuppressWarnings({"mustcall:type.argument", "mustcall:type.arguments.not.inferred"})
  private final Map<Long, SocketIo> pending = new ConcurrentHashMap<>();

  SocketSide(FwxService service, @Nullable Ws2_32 ws2) {
    this.service = service;
    this.ws2 = ws2;
  }

  FwxResult<FwxNetworkSocket> create(int protocol) {
    Ws2_32 winsock = ws2;
    if (winsock == null) {
      return FwxResult.failed(HResult.FWX_E_NOT_SUPPORTED);
    }
    if (service.isStopping()) {
      return FwxResult.failed(HResult.FWX_E_TERMINATING); // FWX-74
    }
    if (protocol != TCP && protocol != UDP) {
      return FwxResult.failed(HResult.FWX_E_INVALID_ARG);
    }
    boolean datagrams = protocol == UDP;
    SocketResult made =
        winsock.socket(
            Winsock2.AF_INET, datagrams ? Winsock2.SOCK_DGRAM : Winsock2.SOCK_STREAM, protocol);
    if (!made.succeeded()) {
      return FwxResult.failed(HResult.E_FAIL);
    }
    service.port().associate(made.socket(), Packet.SOCKET);
    return FwxResult.of(
        service.strict().made(new FwxNetworkSocket(this, winsock, made.socket(), datagrams)));
  }

  /** How many calls wait for their end; some of these may wait for ever. */
  int waiting() {
    return pending.size();
  }

  void gone(FwxNetworkSocket socket) {
    service.strict().gone(socket);
  }

  private Ws2_32 ws2() {
    Ws2_32 winsock = ws2;
    if (winsock == null) {
      throw new IllegalStateException("a socket without Winsock");
    }
    return winsock;
  }

  /**
   * The service stops (FWX-84): calls that are under way end, by the end of their sockets, and are
   * called back.
   */
  void endAll() {
    pending.values().stream()
        .map(io -> io.socket().handle())
        .distinct()
        .forEach(handle -> ws2().closesocket(handle));
  }

  // ---- starts; each returns 0, a negative HRESULT, or the error of Winsock

  int recv(
      FwxNetworkSocket socket, @Nullable FwxBuffer given, FwxIoCompletion target, long userData) {
    FwxBuffer buffer = given == null ? FwxBuffer.allocate(service.strict(), SUPPLIED) : given;
    if (given != null) {
      given.addRef();
      given.changes("Recv");
    }
    int used = buffer.dataSize();
    int free = buffer.allocatedSize() - used;
    if (free == 0) {
      buffer.release();
      return HResult.FWX_E_BUFFERFULL.value();
    }
    SocketIo io = new SocketIo(socket, target, userData, buffer, true, null);
    WsaBuffers room = buffer.part(used, free);
    Overlapped record = io.block().overlapped();
    if (!socket.isDatagrams()) {
      return start(io, () -> ws2().wsaRecv(socket.handle(), room, 0, record, null).errno());
    }
    long from = io.room().address();
    long length = from + SocketIo.ADDRESS;
    memory().storeInt(length, Sockaddr.IPV6_SIZE);
    return start(
        io, () -> ws2().wsaRecvFrom(socket.handle(), room, 0, from, length, record, null).errno());
  }

  int send(
      FwxNetworkSocket socket,
      FwxBuffer buffer,
      @Nullable Sockaddr to,
      @Nullable FwxIoCompletion target,
      long userData) {
    buffer.addRef();
    SocketIo io = new SocketIo(socket, target, userData, buffer, false, null);
    WsaBuffers data = buffer.part(0, buffer.dataSize());
    Overlapped record = io.block().overlapped();
    boolean again = buffer.isSent();
    buffer.sent();
    int error =
        start(
            io,
            () ->
                to == null
                    ? ws2().wsaSend(socket.handle(), data, 0, record, null).errno()
                    : ws2().wsaSendTo(socket.handle(), data, 0, to, record, null).errno());
    if (error != 0 && !again) {
      buffer.refused();
    }
    return error;
  }

  int accept(FwxNetworkSocket socket, FwxAcceptCompletion target, long userData) {
    FwxResult<FwxNetworkSocket> made = create(TCP);
    FwxNetworkSocket accepted = made.value();
    if (accepted == null) {
      return made.hresult().value();
    }
    SocketIo io = new SocketIo(socket, target, userData, null, true, accepted);
    return start(
        io,
        () ->
            ws2()
                .extensions()
                .acceptEx(
                    socket.handle(),
                    accepted.handle(),
                    io.room(),
                    0,
                    SocketIo.ADDRESS,
                    SocketIo.ADDRESS,
                    io.block().overlapped())
                .error());
  }

  /** A call that starts. */
  @FunctionalInterface
  private interface Start {
    int call();
  }

  /** What was started stays among the pending ones until its packet comes. */
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  private int start(@Owning SocketIo io, Start start) {
    long address = io.block().overlapped().address();
    FwxUnknown target = io.target();
    if (target != null) {
      target.addRef();
    }
    io.socket().addRef();
    pending.put(address, io);
    service.debts().owe();
    // A stop that begins from here on finds it among the pending ones.
    int error = service.isStopping() ? HResult.FWX_E_TERMINATING.value() : start.call();
    if (error == 0 || error == FileErrors.IO_PENDING) {
      return 0; // in both cases the packet comes
    }
    pending.remove(address);
    release(io);
    return error;
  }

  // ---- ends

  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  }) // release closes it
  boolean dispatch(Packet packet) {
    SocketIo io = pending.remove(packet.overlapped());
    if (io == null) {
      return false;
    }
    int error = FileErrors.errorOf(packet.status());
    try {
      // One object may be both: the call decides which method tells its end.
      boolean accepts = io.accepted() != null;
      if (accepts && io.target() instanceof FwxAcceptCompletion accept) {
        accepted(io, accept, error);
      } else if (!accepts && io.target() instanceof FwxIoCompletion completion) {
        transferred(io, completion, error, packet.bytes());
      }
    } finally {
      release(io);
    }
    return true;
  }

  private void transferred(SocketIo io, FwxIoCompletion target, int error, int bytes) {
    FwxBuffer buffer = io.receives() ? io.buffer() : null; // FWX-76
    if (buffer != null && error == 0) {
      buffer.received(bytes);
    }
    Sockaddr from = io.receives() && io.socket().isDatagrams() && error == 0 ? sender(io) : null;
    int shown = error == 0 ? service.unspecified().error() : error;
    service
        .dispatcher()
        .enter(
            "IFWXIOCompletion::CompleteAsyncIO",
            io.block().overlapped().address(),
            () -> target.completeAsyncIo(error == 0, shown, buffer, io.userData(), from));
  }

  private static Sockaddr sender(SocketIo io) {
    long from = io.room().address();
    return Sockaddr.read(memory(), from, memory().loadInt(from + SocketIo.ADDRESS));
  }

  private void accepted(SocketIo io, FwxAcceptCompletion target, int error) {
    FwxNetworkSocket made = io.accepted();
    int result = error;
    if (error == 0 && made != null && updateContext(io.socket(), made) != 0) {
      result = FileErrors.OPERATION_ABORTED; // the listener was closed meanwhile
    }
    boolean success = result == 0;
    FwxNetworkSocket connection = success ? made : null;
    Sockaddr remote = connection == null ? null : ws2().getpeername(connection.handle()).address();
    Sockaddr local = connection == null ? null : ws2().getsockname(connection.handle()).address();
    int shown = success ? service.unspecified().error() : result;
    service
        .dispatcher()
        .enter(
            "IFWXAcceptCompletion::CompleteAsyncAccept",
            io.block().overlapped().address(),
            () ->
                target.completeAsyncAccept(
                    success, shown, io.socket(), connection, remote, local, io.userData()));
  }

  private int updateContext(FwxNetworkSocket listening, FwxNetworkSocket accepted) {
    SocketHandle listener = listening.handle();
    ByteBuffer value = ByteBuffer.allocate(Native.POINTER_SIZE).order(ByteOrder.nativeOrder());
    if (value.capacity() == Long.BYTES) {
      value.putLong(listener.value());
    } else {
      value.putInt((int) listener.value());
    }
    return ws2()
        .setsockopt(
            accepted.handle(),
            Winsock2.SOL_SOCKET,
            Winsock2.SO_UPDATE_ACCEPT_CONTEXT,
            value.array())
        .errno();
  }

  private void release(SocketIo io) {
    FwxBuffer buffer = io.buffer();
    FwxNetworkSocket accepted = io.accepted();
    if (buffer != null) {
      buffer.release();
    }
    if (accepted != null) {
      accepted.release(); // the filter has taken a reference of its own if it wants it
    }
    io.socket().release();
    FwxUnknown target = io.target();
    if (target != null) {
      service.dispatcher().release(target, 0);
    }
    io.close();
    service.settledTask();
  }

  private static GuardedMemory memory() {
    return Kernel.get().memory();
  }
}
