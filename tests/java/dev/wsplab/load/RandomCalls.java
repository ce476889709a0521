package dev.wsplab.load;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.load.RandomSlot.Way;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaMsg;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Starts one operation of any kind, on a socket that it is for. */
final class RandomCalls {
  private static final int ADDRESS = 32;

  /** What can be started. */
  enum Kind {
    SEND,
    RECV,
    SEND_TO,
    RECV_FROM,
    IOCTL,
    RECV_MSG,
    ACCEPT_EX,
    CONNECT_EX,
    DISCONNECT_EX,
    READ_FILE,
    WRITE_FILE
  }

  private final Ws2_32 ws2;
  private final Kernel32 kernel32;
  private final RandomSockets sockets;
  private final Random random;
  private final Consumer<RandomSlot> told;

  /**
   * Makes one.
   *
   * @param told hears of the end of an operation that has a routine
   */
  RandomCalls(
      Ws2_32 ws2,
      Kernel32 kernel32,
      RandomSockets sockets,
      Random random,
      Consumer<RandomSlot> told) {
    this.ws2 = ws2;
    this.kernel32 = kernel32;
    this.sockets = sockets;
    this.random = random;
    this.told = told;
  }

  /** Starts something; nothing, where the socket for it is missing. */
  void start(RandomSlot slot) {
    switch (random.nextInt(15)) {
      case 0, 1, 2 -> on(sockets.stream(), slot, Kind.SEND, this::send);
      case 3, 4, 5 -> on(sockets.stream(), slot, Kind.RECV, this::recv);
      case 6 -> on(sockets.datagram(), slot, Kind.SEND_TO, this::sendTo);
      case 7 -> on(sockets.datagram(), slot, Kind.RECV_FROM, this::recvFrom);
      case 8 -> on(sockets.stream(), slot, Kind.IOCTL, this::control);
      case 9 -> on(sockets.listener(), slot, Kind.ACCEPT_EX, this::accept);
      case 10 -> connect(slot);
      case 11 -> on(sockets.datagram(), slot, Kind.RECV_MSG, this::recvMsg);
      case 12 -> on(sockets.stream(), slot, Kind.READ_FILE, this::readFile);
      case 13 -> on(sockets.stream(), slot, Kind.WRITE_FILE, this::writeFile);
      default -> {
        if (random.nextInt(4) == 0) {
          on(sockets.stream(), slot, Kind.DISCONNECT_EX, this::disconnect);
        }
      }
    }
  }

  private void on(
      @Nullable SocketHandle s, RandomSlot slot, Kind kind, Predicate<RandomSlot> call) {
    if (s != null) {
      slot.begin(kind, s, sockets.hasPort(s), random);
      slot.busy = call.test(slot);
    }
  }

  private boolean transfer(
      RandomSlot slot, Function<@Nullable CompletionRoutine, TransferResult> call) {
    CompletionRoutine routine =
        slot.way == Way.ROUTINE ? (error, bytes, overlapped, flags) -> told.accept(slot) : null;
    return call.apply(routine).started();
  }

  private boolean send(RandomSlot slot) {
    return transfer(
        slot, r -> ws2.wsaSend(slot.socket, slot.buffers(random), 0, slot.overlapped, r));
  }

  private boolean recv(RandomSlot slot) {
    return transfer(
        slot, r -> ws2.wsaRecv(slot.socket, slot.buffers(random), 0, slot.overlapped, r));
  }

  private boolean sendTo(RandomSlot slot) {
    Sockaddr to = sockets.someDatagrams();
    return to != null
        && transfer(
            slot, r -> ws2.wsaSendTo(slot.socket, slot.buffers(random), 0, to, slot.overlapped, r));
  }

  private boolean recvFrom(RandomSlot slot) {
    return transfer(
        slot,
        r ->
            ws2.wsaRecvFrom(
                slot.socket,
                slot.buffers(random),
                0,
                slot.address(),
                slot.addressLength(),
                slot.overlapped,
                r));
  }

  private boolean recvMsg(RandomSlot slot) {
    WsaMsg message = slot.message(random);
    return transfer(
        slot,
        r -> ws2.extensions().wsaRecvMsg(slot.socket, message, slot.memory, slot.overlapped, r));
  }

  private boolean readFile(RandomSlot slot) {
    return isStarted(kernel32.readFile(slot.socket, slot.buffers(random), slot.overlapped));
  }

  private boolean writeFile(RandomSlot slot) {
    return isStarted(kernel32.writeFile(slot.socket, slot.buffers(random), slot.overlapped));
  }

  private static boolean isStarted(FileResult result) {
    return result.returnValue() || result.isPending();
  }

  private boolean control(RandomSlot slot) {
    long out = slot.memory.address();
    return transfer(
        slot, r -> ws2.wsaIoctl(slot.socket, Winsock2.FIONREAD, 0, 0, out, 4, slot.overlapped, r));
  }

  private boolean accept(RandomSlot slot) {
    SocketHandle fresh = sockets.fresh();
    if (fresh == null) {
      return false;
    }
    int data = random.nextBoolean() ? 0 : RandomSlot.DATA;
    ExtensionFunction.Result result =
        ws2.extensions()
            .acceptEx(slot.socket, fresh, slot.memory, data, ADDRESS, ADDRESS, slot.overlapped);
    if (result.started()) {
      slot.accepting = fresh;
      return true;
    }
    sockets.close(fresh);
    return false;
  }

  private void connect(RandomSlot slot) {
    Sockaddr to = sockets.listening();
    SocketHandle s = to == null ? null : sockets.bound(Winsock2.SOCK_STREAM);
    if (s == null || to == null) {
      return;
    }
    int data = random.nextInt(RandomSlot.DATA);
    on(
        s,
        slot,
        Kind.CONNECT_EX,
        x ->
            ws2.extensions()
                .connectEx(s, to, data == 0 ? 0 : x.memory.address(), data, x.memory, x.overlapped)
                .started());
    if (slot.busy) {
      sockets.connecting(s);
    } else {
      sockets.close(s);
    }
  }

  private boolean disconnect(RandomSlot slot) {
    return ws2.extensions().disconnectEx(slot.socket, slot.overlapped, 0).started();
  }
}
