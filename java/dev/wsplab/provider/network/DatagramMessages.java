package dev.wsplab.provider.network;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.NetworkSocket.Arrived;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ControlMessage;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSARecvMsg} and {@code WSASendMsg}: datagrams with control data, which tell where a
 * datagram went, or is to come from (WSP-RECV-14). On a stream socket both give {@code WSAEINVAL}.
 */
final class DatagramMessages {
  private static final int TRUNCATED = Winsock2.MSG_TRUNC | Winsock2.MSG_CTRUNC;
  private static final int LARGEST_NAME = 128;

  private final TcpEnvironment environment;
  private final DatagramTransfers transfers;

  DatagramMessages(TcpEnvironment environment, DatagramTransfers transfers) {
    this.environment = environment;
    this.transfers = transfers;
  }

  /** What the client's structure says, taken before the call returns. */
  private record Request(WsaMsg.Fields fields, @Nullable Sockaddr name) {}

  TransferResult wsaRecvMsg(
      SocketHandle s,
      WsaMsg message,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    TcpSocket socket = environment.find(s);
    if (socket == null || !socket.isDatagram()) {
      return TransferResult.failed(socket == null ? WsaError.WSAENOTSOCK : WsaError.WSAEINVAL);
    }
    try {
      WsaMsg.Fields fields = message.read();
      if (fields.name() != 0 && fields.nameLength() < socket.protocol().minSockAddr()) {
        return TransferResult.failed(WsaError.WSAEFAULT);
      }
      touchRooms(socket, fields);
      return transfers.receive(
          socket,
          fields.buffers(),
          fields.flags(),
          arrived -> report(socket, message, fields, arrived),
          ClientCall.of(s, overlapped, routine));
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    } finally {
      environment.network().tellReady(false);
    }
  }

  /** A room that is no memory is refused at once, not when something has come. */
  private void touchRooms(TcpSocket socket, WsaMsg.Fields fields) {
    GuardedMemory memory = environment.memory();
    if (fields.name() != 0) {
      memory.touch(fields.name(), socket.protocol().minSockAddr());
    }
    if (fields.controlLength() != 0) {
      memory.touch(fields.control(), Integer.toUnsignedLong(fields.controlLength()));
    }
  }

  private int report(TcpSocket socket, WsaMsg message, WsaMsg.Fields fields, Arrived arrived) {
    GuardedMemory memory = environment.memory();
    Sockaddr sender = arrived.from();
    int nameLength = 0;
    if (fields.name() != 0 && sender != null) {
      sender.write(memory, fields.name());
      nameLength = sender.length();
    }
    int flags = arrived.isTruncated() ? Winsock2.MSG_TRUNC : 0;
    byte[] control = controlOf(socket, arrived);
    int controlLength = control.length;
    if (control.length > Integer.toUnsignedLong(fields.controlLength())) {
      flags |= Winsock2.MSG_CTRUNC;
      controlLength = 0;
    } else if (control.length > 0) {
      memory.write(control, 0, control.length, fields.control());
    }
    message.told(nameLength, controlLength, flags);
    return flags & TRUNCATED;
  }

  private static byte[] controlOf(TcpSocket socket, Arrived arrived) {
    PacketInfo to = arrived.to();
    if (to == null || !socket.datagrams().packetInfo) {
      return new byte[0];
    }
    boolean ipv6 = to.address().family() == Winsock2.AF_INET6;
    byte[] name = to.address().bytes();
    byte[] address = ipv6 ? Arrays.copyOfRange(name, 8, 24) : Arrays.copyOfRange(name, 4, 8);
    byte[] value =
        ByteBuffer.allocate(address.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(address)
            .putInt(to.interfaceNumber())
            .array();
    int level = ipv6 ? ControlMessage.IPPROTO_IPV6 : ControlMessage.IPPROTO_IP;
    return ControlMessage.toBytes(
        List.of(new ControlMessage(level, ControlMessage.IP_PKTINFO, value)));
  }

  TransferResult wsaSendMsg(
      SocketHandle s,
      WsaMsg message,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine) {
    return send(message, flags, ClientCall.of(s, overlapped, routine));
  }

  /** {@code WSASendMsg} on the socket that a call names. */
  TransferResult send(WsaMsg message, int flags, ClientCall call) {
    TcpSocket socket = environment.find(call.name());
    if (socket == null || !socket.isDatagram()) {
      return TransferResult.failed(socket == null ? WsaError.WSAENOTSOCK : WsaError.WSAEINVAL);
    }
    try {
      Request request = read(message);
      List<ControlMessage> control =
          ControlMessage.read(
              environment.memory(), request.fields().control(), request.fields().controlLength());
      PacketInfo from = control.isEmpty() ? null : sourceOf(socket, control);
      if (from == null && !control.isEmpty()) {
        return TransferResult.failed(WsaError.WSAEINVAL);
      }
      return transfers.send(socket, request.fields().buffers(), flags, request.name(), from, call);
    } catch (AccessViolationException e) {
      return TransferResult.failed(WsaError.WSAEFAULT);
    } catch (IllegalArgumentException e) {
      return TransferResult.failed(WsaError.WSAEINVAL);
    } finally {
      environment.network().tellReady(false);
    }
  }

  private Request read(WsaMsg message) {
    WsaMsg.Fields fields = message.read();
    if (fields.name() == 0) {
      return new Request(fields, null);
    }
    int length = Math.max(0, Math.min(LARGEST_NAME, fields.nameLength()));
    return new Request(fields, Sockaddr.read(environment.memory(), fields.name(), length));
  }

  /** The one kind of control data that is known; null for others. */
  private static @Nullable PacketInfo sourceOf(TcpSocket socket, List<ControlMessage> control) {
    boolean ipv6 = socket.family() == Winsock2.AF_INET6;
    ControlMessage only = control.get(0);
    int length = ipv6 ? 16 : Integer.BYTES;
    boolean known =
        control.size() == 1
            && only.level() == (ipv6 ? ControlMessage.IPPROTO_IPV6 : ControlMessage.IPPROTO_IP)
            && only.type() == ControlMessage.IP_PKTINFO
            && only.value().length >= length + Integer.BYTES;
    if (!known) {
      return null;
    }
    ByteBuffer value = ByteBuffer.wrap(only.value()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] address = new byte[length];
    value.get(address);
    try {
      return new PacketInfo(Sockaddr.of(InetAddress.getByAddress(address), 0), value.getInt());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("length=" + length, e);
    }
  }
}
