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
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.util.Set;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The client's calls: how a tested function is called, and what prepares its socket. */
final class Calls {
  static final int ROOM = 64;

  private static final int ADDRESS_ROOM = 32;
  private static final Set<Integer> UNSUPPORTED =
      Set.of(
          WsaError.WSAEOPNOTSUPP.code(),
          WsaError.WSAEAFNOSUPPORT.code(),
          WsaError.WSAEPROTONOSUPPORT.code(),
          WsaError.WSAESOCKTNOSUPPORT.code());

  private Calls() {}

  /**
   * What a starting call has answered.
   *
   * @param succeeded whether it has finished at once
   * @param error 997 when it was started, another when it was not; Win32's for file functions
   */
  record Started(boolean succeeded, int error) {
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
   * @param peer where to connect or to send to
   * @param data what is sent, or room for what is received
   * @param code the control of {@code WSAIoctl}
   */
  record Target(
      SocketHandle socket,
      SocketHandle other,
      @Nullable Sockaddr peer,
      @NotOwning NativeBlock data,
      int length,
      int code) {}

  /** Calls a function with a structure. */
  static Started start(
      World world,
      TestedFunction function,
      Target t,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    SocketHandle s = t.socket();
    WsaBuffers data = WsaBuffers.of(t.data(), 0, t.length());
    return switch (function) {
      case SEND -> of(world.ws2().wsaSend(s, data, 0, overlapped, routine));
      case SEND_TO -> of(world.ws2().wsaSendTo(s, data, 0, t.peer(), overlapped, routine));
      case RECV -> of(world.ws2().wsaRecv(s, data, 0, overlapped, routine));
      case RECV_FROM -> receiveFrom(world, s, data, overlapped, routine);
      case IOCTL -> control(world, t, overlapped, routine);
      case ACCEPT_EX -> accept(world, t, overlapped);
      case CONNECT_EX -> of(world.ws2().extensions().connectEx(s, peerOf(t), null, overlapped));
      case DISCONNECT_EX -> of(world.ws2().extensions().disconnectEx(s, overlapped, 0));
      case RECV_MSG -> receiveMessage(world, s, t, overlapped, routine);
      case READ_FILE -> of(world.kernel32().readFile(s, data, overlapped));
      case WRITE_FILE -> of(world.kernel32().writeFile(s, data, overlapped));
    };
  }

  private static Started receiveFrom(
      World world,
      SocketHandle s,
      WsaBuffers data,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    NativeBlock from = world.block(ADDRESS_ROOM + Integer.BYTES);
    from.buffer().putInt(ADDRESS_ROOM, ADDRESS_ROOM);
    long address = from.address();
    return of(
        world.ws2().wsaRecvFrom(s, data, 0, address, address + ADDRESS_ROOM, overlapped, routine));
  }

  private static Started control(
      World world, Target t, Overlapped overlapped, @Nullable CompletionRoutine routine) {
    NativeBlock out = t.data();
    return of(
        world
            .ws2()
            .wsaIoctl(
                t.socket(), t.code(), 0, 0, out.address(), Integer.BYTES, overlapped, routine));
  }

  private static Started accept(World world, Target t, Overlapped overlapped) {
    NativeBlock output = world.block(2 * ADDRESS_ROOM);
    return of(
        world
            .ws2()
            .extensions()
            .acceptEx(t.socket(), t.other(), output, 0, ADDRESS_ROOM, ADDRESS_ROOM, overlapped));
  }

  private static Started receiveMessage(
      World world,
      SocketHandle s,
      Target t,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    NativeBlock array = world.block(16);
    array.buffer().putInt(0, t.length());
    if (com.sun.jna.Native.POINTER_SIZE == Long.BYTES) {
      array.buffer().putLong(Long.BYTES, t.data().address());
    } else {
      array.buffer().putInt(Integer.BYTES, (int) t.data().address());
    }
    NativeBlock name = world.block(ADDRESS_ROOM);
    NativeBlock structure = world.block(WsaMsg.SIZE);
    WsaMsg message = WsaMsg.at(structure.address());
    message.write(
        new WsaMsg.Fields(
            name.address(), ADDRESS_ROOM, WsaBuffers.at(array.address(), 1), 0, 0, 0));
    return of(world.ws2().extensions().wsaRecvMsg(s, message, structure, overlapped, routine));
  }

  private static Sockaddr peerOf(Target t) {
    Sockaddr peer = t.peer();
    return peer == null ? Sockaddr.loopback(1) : peer;
  }

  private static Started of(TransferResult result) {
    return new Started(result.succeeded(), result.succeeded() ? 0 : result.errno());
  }

  private static Started of(ExtensionFunction.Result result) {
    return new Started(result.returnValue(), result.returnValue() ? 0 : result.error());
  }

  private static Started of(FileResult result) {
    return new Started(result.returnValue(), result.returnValue() ? 0 : result.lastError());
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
    ok("WSASocket", made.succeeded() ? 0 : made.errno());
    return made.socket();
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
      throw new PreparationException(call + " gives " + describe(error));
    }
  }

  /** A Winsock error by name and number. */
  static String describe(int error) {
    return WsaError.of(error).map(known -> known.name() + " (" + error + ")").orElse("" + error);
  }
}
