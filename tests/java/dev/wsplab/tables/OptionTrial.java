package dev.wsplab.tables;

import com.sun.jna.Native;
import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Tries one option or ioctl on a socket of an environment, and says in a word what happened. */
final class OptionTrial {
  private static final int ROOM = 1024;
  private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final boolean datagram;

  OptionTrial(Winsock winsock, boolean datagram) {
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.datagram = datagram;
  }

  /** On a new socket, of the option's own family: {@code "get, set"}, or an error's name. */
  String option(int level, int name) {
    int family = level == ControlMessage.IPPROTO_IPV6 ? Winsock2.AF_INET6 : Winsock2.AF_INET;
    try (ClientSocket socket =
        datagram ? ClientSocket.udp(ws2, family) : ClientSocket.tcp(ws2, family)) {
      OptionResult got = ws2.getsockopt(socket.handle(), level, name, ROOM);
      byte[] value = got.returnValue() == 0 ? got.value() : ONE;
      CallResult set = ws2.setsockopt(socket.handle(), level, name, value);
      if (set.succeeded()) {
        return got.returnValue() == 0 ? "get, set" : "set";
      }
      // An option that can only be read, and one that asks for more than a new socket has.
      return got.returnValue() == 0 ? "get" : WsaError.nameOf(set.errno());
    }
  }

  /** On a bound datagram socket, or a connected one that does not block. */
  String ioctl(int code) {
    if (datagram) {
      try (ClientSocket socket = winsock.udpSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return ioctl(socket, code);
      }
    }
    try (var pair = winsock.connectedPair()) {
      return ioctl(pair.client(), code);
    }
  }

  private String ioctl(ClientSocket socket, int code) {
    try (NativeBlock in = NativeBlock.copyOf(new byte[ROOM]);
        NativeBlock out = NativeBlock.allocate(ROOM)) {
      Kernel.get().memory().write(ONE, 0, Integer.BYTES, in.address());
      ws2.ioctlsocket(socket.handle(), Winsock2.FIONBIO, in.address()).orThrow("ioctlsocket");
      fillIn(socket, code, in);
      long to = code == PollData.SIO_EXT_POLL ? in.address() : out.address();
      TransferResult result =
          ws2.wsaIoctl(socket.handle(), code, in.address(), ROOM, to, ROOM, null, null);
      if (result.succeeded()) {
        return "yes";
      }
      return result.errno() == WsaError.WSAEWOULDBLOCK.code()
          ? "yes, waits"
          : WsaError.nameOf(result.errno());
    }
  }

  private void fillIn(ClientSocket socket, int code, NativeBlock in) {
    if (code == Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER) {
      byte[] id = ExtensionFunction.WSAID_WSARECVMSG.toBytes();
      byte[] other = ExtensionFunction.WSAID_CONNECTEX.toBytes();
      Kernel.get().memory().write(datagram ? id : other, 0, Guid.SIZE, in.address());
    } else if (code == PollData.SIO_EXT_POLL) {
      PollData data = new PollData(Kernel.get().memory(), in.address());
      data.count(1);
      data.timeout(0);
      data.fd(0, new PollFd(socket.handle(), PollFd.POLLWRNORM));
    } else if (code == SendMsgData.SIO_EXT_SENDMSG) {
      fillInMessage(socket, in.address());
    }
  }

  /** To itself, without data: the structures lie behind each other in the block. */
  private static void fillInMessage(ClientSocket socket, long at) {
    WsaMsg message = WsaMsg.at(at + SendMsgData.SIZE);
    long array = message.address() + WsaMsg.SIZE;
    long name = array + 2L * Native.POINTER_SIZE;
    Sockaddr self = Sockaddr.of(socket.localAddress());
    self.write(Kernel.get().memory(), name);
    WsaBuffers.of(name, 0).storeArray(array);
    message.write(new WsaMsg.Fields(name, self.length(), WsaBuffers.at(array, 1), 0, 0, 0));
    new SendMsgData(Kernel.get().memory(), at).write(message, 0, 0, null);
  }
}
