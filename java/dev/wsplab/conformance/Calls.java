package dev.wsplab.conformance;

import dev.wsplab.client.FileResult;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The client's calls: how a tested function is called, and what prepares its socket. */
final class Calls {
  static final int ROOM = 64;

  private static final Set<Integer> UNSUPPORTED =
      Set.of(
          WsaError.WSAEOPNOTSUPP.code(),
          WsaError.WSAEAFNOSUPPORT.code(),
          WsaError.WSAEPROTONOSUPPORT.code(),
          WsaError.WSAESOCKTNOSUPPORT.code());

  /** Why a provider was not started, and what that breaks. */
  private static final Map<Integer, Check> NOT_STARTED =
      Map.of(
          WsaError.WSAEPROVIDERFAILEDINIT.code(), Check.START_REFUSED,
          WsaError.WSAEINVALIDPROVIDER.code(), Check.VERSION,
          WsaError.WSAEINVALIDPROCTABLE.code(), Check.TABLE_COMPLETE);

  private Calls() {}

  /**
   * What a starting call has answered.
   *
   * @param succeeded whether it has finished at once
   * @param error 997 when it was started, another when it was not; Win32's for file functions
   * @param bytes the byte count of success, else 0
   * @param flags the flags of success, else 0
   */
  record Started(boolean succeeded, int error, int bytes, int flags) {
    boolean isPending() {
      return !succeeded && error == WsaError.WSA_IO_PENDING.code();
    }

    boolean isStarted() {
      return succeeded || isPending();
    }

    String text() {
      return succeeded ? "success" : describe(error);
    }
  }

  /**
   * What a call works on.
   *
   * @param socket which it is called on
   * @param other the accept socket of {@code AcceptEx}, else none
   * @param peer where to connect or to send to, or what a control is about
   * @param rooms what is sent, or room for what is received
   * @param flags what it is given
   * @param code the control of {@code WSAIoctl}
   */
  record Target(
      SocketHandle socket,
      SocketHandle other,
      @Nullable Sockaddr peer,
      Rooms rooms,
      int flags,
      int code) {}

  /** Calls a function with a structure. */
  static Started start(
      World world,
      TestedFunction function,
      Target t,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    SocketHandle s = t.socket();
    WsaBuffers data = t.rooms().buffers();
    int flags = t.flags();
    return switch (function) {
      case SEND -> of(world.ws2().wsaSend(s, data, flags, overlapped, routine));
      case SEND_TO -> of(world.ws2().wsaSendTo(s, data, flags, t.peer(), overlapped, routine));
      case RECV -> of(world.ws2().wsaRecv(s, data, flags, overlapped, routine));
      case RECV_FROM -> receiveFrom(world, t, overlapped, routine);
      case IOCTL -> control(world, t, overlapped, routine);
      case ACCEPT_EX -> accept(world, t, overlapped);
      case CONNECT_EX -> connect(world, t, overlapped);
      case DISCONNECT_EX -> of(world.ws2().extensions().disconnectEx(s, overlapped, flags));
      case RECV_MSG -> receiveMessage(world, t, overlapped, routine);
      case READ_FILE -> of(world.kernel32().readFile(s, data, overlapped));
      case WRITE_FILE -> of(world.kernel32().writeFile(s, data, overlapped));
    };
  }

  private static Started receiveFrom(
      World world, Target t, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Rooms rooms = t.rooms();
    return of(
        world
            .ws2()
            .wsaRecvFrom(
                t.socket(),
                rooms.buffers(),
                t.flags(),
                rooms.address(),
                rooms.addressLength(),
                overlapped,
                routine));
  }

  private static Started control(
      World world, Target t, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    Sockaddr about = t.peer();
    int inLength = about == null ? 0 : t.rooms().put(about);
    long in = inLength == 0 ? 0 : t.rooms().address();
    long out = t.rooms().buffers().address(0);
    return of(
        world
            .ws2()
            .wsaIoctl(t.socket(), t.code(), in, inLength, out, Integer.BYTES, overlapped, routine));
  }

  private static Started connect(World world, Target t, Overlapped overlapped) {
    Sockaddr peer = t.peer();
    WsaBuffers data = t.rooms().buffers();
    int length = BytesOf.sizeOf(data);
    return of(
        world
            .ws2()
            .extensions()
            .connectEx(
                t.socket(),
                peer == null ? Sockaddr.loopback(1) : peer,
                length == 0 ? 0 : data.address(0),
                length,
                null,
                overlapped));
  }

  private static Started accept(World world, Target t, Overlapped overlapped) {
    NativeBlock output = world.block(2 * Rooms.ADDRESS);
    return of(
        world
            .ws2()
            .extensions()
            .acceptEx(t.socket(), t.other(), output, 0, Rooms.ADDRESS, Rooms.ADDRESS, overlapped));
  }

  private static Started receiveMessage(
      World world, Target t, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    NativeBlock structure = t.rooms().message();
    WsaMsg message = WsaMsg.at(structure.address());
    return of(
        world.ws2().extensions().wsaRecvMsg(t.socket(), message, structure, overlapped, routine));
  }

  private static Started of(TransferResult result) {
    return result.succeeded()
        ? new Started(true, 0, result.bytes(), result.flags())
        : new Started(false, result.errno(), 0, 0);
  }

  private static Started of(ExtensionFunction.Result result) {
    return result.returnValue()
        ? new Started(true, 0, result.bytes(), 0)
        : new Started(false, result.error(), 0, 0);
  }

  private static Started of(FileResult result) {
    return result.returnValue()
        ? new Started(true, 0, result.bytes(), 0)
        : new Started(false, result.lastError(), 0, 0);
  }

  // ---- preparing

  static SocketHandle stream(World world) {
    return socket(world, Winsock2.SOCK_STREAM, Winsock2.IPPROTO_TCP);
  }

  static SocketHandle datagram(World world) {
    SocketHandle s = socket(world, Winsock2.SOCK_DGRAM, Winsock2.IPPROTO_UDP);
    ok("bind", world.ws2().bind(s, Sockaddr.loopback(0)));
    return s;
  }

  static SocketHandle listener(World world) {
    SocketHandle s = stream(world);
    ok("bind", world.ws2().bind(s, Sockaddr.loopback(0)));
    ok("listen", world.ws2().listen(s, 8));
    return s;
  }

  static SocketHandle socket(World world, int type, int protocol) {
    SocketResult made = world.ws2().socket(Winsock2.AF_INET, type, protocol);
    if (NOT_STARTED.containsKey(made.errno())) {
      tellWhy(world);
    }
    if (made.errno() == WsaError.WSAEOPNOTSUPP.code()) {
      // Whoever stands in the catalog makes sockets (WSP-SOCKET-1); else nothing could be looked
      // at.
      throw new PreparationException(Check.STARTS, "WSASocket gives " + describe(made.errno()));
    }
    ok("WSASocket", made.succeeded() ? 0 : made.errno());
    return made.socket();
  }

  /** A provider that could not be started says why, but not in an error number. */
  private static void tellWhy(World world) {
    try {
      world.winsock().tcpSocket().close();
      // It could be started after all: the number is all there is.
    } catch (WinsockException e) {
      throw new PreparationException(brokenBy(e.errno()), String.valueOf(e.getMessage()));
    }
  }

  /** What is broken when a call that prepares a scenario gives an error. */
  static Check brokenBy(int error) {
    return NOT_STARTED.getOrDefault(error, Check.STARTS);
  }

  static void ok(String call, CallResult result) {
    ok(call, result.succeeded() ? 0 : result.errno());
  }

  /** Without what a scenario needs it is not applicable. */
  static void ok(String call, int error) {
    if (UNSUPPORTED.contains(error)) {
      throw NotApplicableException.refused(call + " gives " + describe(error));
    }
    if (error != 0) {
      throw new PreparationException(brokenBy(error), call + " gives " + describe(error));
    }
  }

  /** A Winsock error by name and number. */
  static String describe(int error) {
    return WsaError.of(error).map(known -> known.name() + " (" + error + ")").orElse("" + error);
  }
}
