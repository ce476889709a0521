package dev.wsplab.conformance;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.Set;
import org.checkerframework.checker.mustcall.qual.NotOwning;

/** The cells between connected sockets, where the other end brings everything about. */
final class PairActs {
  private static final byte[] LINGER_ZERO = {1, 0, 0, 0};

  private PairActs() {}

  static Act of(World world, Cell cell) {
    return switch (cell.function()) {
      case SEND, WRITE_FILE -> new SendAct(world, cell);
      case RECV, READ_FILE -> new ReceiveAct(world, cell);
      case IOCTL, DISCONNECT_EX -> new ControlAct(world, cell);
      case SEND_TO, RECV_FROM, RECV_MSG -> new DatagramAct(world, cell);
      case ACCEPT_EX, CONNECT_EX -> new ConnectionAct(world, cell);
    };
  }

  /** What is looked at in the data that come with a cell. */
  static Set<Check> contentChecks(Cell cell) {
    boolean succeeds = cell.ending() == Ending.AT_ONCE || cell.ending() == Ending.LATER;
    return switch (cell.function()) {
      case RECV, READ_FILE -> succeeds ? Set.of(Check.DATA_UP) : Set.of();
      case RECV_FROM -> succeeds ? Set.of(Check.DATA_UP, Check.SENDER) : Set.of();
      case RECV_MSG -> succeeds ? Set.of(Check.DATA_UP, Check.MESSAGE_FIELDS) : Set.of();
      case SEND, WRITE_FILE, SEND_TO ->
          cell.ending() == Ending.AT_ONCE ? Set.of(Check.STREAM) : Set.of();
      case IOCTL, ACCEPT_EX, CONNECT_EX, DISCONNECT_EX -> Set.of();
    };
  }

  /** The bytes that {@link #send} sends. */
  static String counted(int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      text.append((char) ((i + 1) & 0xFF));
    }
    return text.toString();
  }

  /** Receives what has been sent, as far as it has come; the socket is not the tested one. */
  static String received(World world, SocketHandle s, int bytes) {
    NativeBlock room = world.block(bytes);
    StringBuilder text = new StringBuilder();
    int last = 1;
    while (text.length() < bytes && last > 0) {
      TransferResult got = world.ws2().recv(s, WsaBuffers.of(room, 0, bytes - text.length()), 0);
      last = got.succeeded() ? got.bytes() : 0;
      text.append(BytesOf.read(Kernel.get().memory(), room.address(), last));
    }
    return text.toString();
  }

  /**
   * Two connected stream sockets.
   *
   * @param mine the one that is tested
   * @param peer the other one
   */
  record Pair(SocketHandle mine, SocketHandle peer) {
    static Pair make(World world) {
      SocketHandle listener = Calls.listener(world);
      SocketHandle mine = Calls.stream(world);
      Calls.ok("connect", world.ws2().connect(mine, nameOf(world, listener)));
      SocketHandle peer = accept(world, listener);
      Calls.ok("closesocket", world.ws2().closesocket(listener));
      return new Pair(mine, peer);
    }
  }

  static SocketHandle accept(World world, SocketHandle listener) {
    AcceptResult accepted = world.ws2().accept(listener);
    Calls.ok("accept", accepted.succeeded() ? 0 : accepted.errno());
    return accepted.socket();
  }

  static Sockaddr nameOf(World world, SocketHandle s) {
    return world.ws2().getsockname(s).orThrow("getsockname");
  }

  /** Sends bytes that count up from 1. */
  static void send(World world, SocketHandle s, int bytes) {
    NativeBlock block = counting(world, bytes);
    var sent = world.ws2().send(s, WsaBuffers.of(block), 0);
    Calls.ok("send", sent.succeeded() ? 0 : sent.errno());
  }

  static @NotOwning NativeBlock counting(World world, int bytes) {
    NativeBlock block = world.block(bytes);
    for (int i = 0; i < bytes; i++) {
      block.buffer().put(i, (byte) (i + 1));
    }
    return block;
  }

  /** Receives until as many bytes have come, or the connection has ended; returns how many. */
  static long drain(World world, SocketHandle s, long bytes) {
    NativeBlock room = world.block(1 << 18);
    long got = 0;
    int last = 1;
    while (got < bytes && last > 0) {
      var received = world.ws2().recv(s, WsaBuffers.of(room), 0);
      last = received.succeeded() ? received.bytes() : 0;
      got += last;
    }
    return got;
  }

  /** Closes a socket so that the other end sees a reset. */
  static void reset(World world, SocketHandle s) {
    Calls.ok(
        "setsockopt(SO_LINGER)",
        world.ws2().setsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_LINGER, LINGER_ZERO.clone()));
    Calls.ok("closesocket", world.ws2().closesocket(s));
  }
}
