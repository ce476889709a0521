package dev.wsplab.grid;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The client's own objects, each made when it is asked for, in the state in which a call on it
 * succeeds; and what the functions for system handles are about. The world ends what they hold.
 */
final class GridObjects implements AutoCloseable {
  private final GridWorld world;
  private final NativeBlock data = NativeBlock.allocate(1);

  GridObjects(GridWorld world) {
    this.world = world;
  }

  CompletionPort port() {
    CompletionPort port = new CompletionPort(world.kernel32, 0);
    port.post(1, 2, null);
    return port;
  }

  Event event() {
    return new Event(world.kernel32, true, true);
  }

  MessageQueue messages() {
    MessageQueue messages = new MessageQueue(world.host);
    messages.postMessage(0x400, 1, 2).orThrow("PostMessage");
    return messages;
  }

  /** A socket on which this function of {@code ClientSocket} succeeds. */
  ClientSocket socket(String function) {
    return switch (function) {
      case "bind", "connect" -> stream();
      case "listen" -> stream().bind(anyPort());
      case "accept" -> awaited();
      case "recv", "startRecv" -> fed();
      case "sendto" -> datagrams();
      case "recvfrom" -> datagramsFed();
      default -> stream().connect(peer());
    };
  }

  /** What can be connected to, and sent to. */
  InetSocketAddress peer() {
    return stream().bind(anyPort()).listen(1).localAddress();
  }

  private ClientSocket stream() {
    return ClientSocket.tcp(world.ws2, Winsock2.AF_INET);
  }

  private ClientSocket datagrams() {
    return ClientSocket.udp(world.ws2, Winsock2.AF_INET).bind(anyPort());
  }

  private ClientSocket awaited() {
    ClientSocket listener = stream().bind(anyPort()).listen(1);
    stream().connect(listener.localAddress());
    return listener;
  }

  private ClientSocket fed() {
    ClientSocket listener = stream().bind(anyPort()).listen(1);
    ClientSocket fed = stream().connect(listener.localAddress());
    listener.accept().send(WsaBuffers.of(data));
    return fed;
  }

  private ClientSocket datagramsFed() {
    ClientSocket fed = datagrams();
    datagrams().sendto(WsaBuffers.of(data), fed.localAddress());
    return fed;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  // ---- system handles

  private SystemIo systemIo() {
    return world.layer.ws2().systemIo();
  }

  /** Of a socket that has another name. */
  SocketHandle secondName() {
    return systemIo().duplicateHandle(world.baseSockets().connected()).orThrow("duplicateHandle");
  }

  SocketHandle associated() {
    SocketHandle s = world.baseSockets().fresh();
    world.kernel32.createIoCompletionPort(s, world.port, 0, 0).orThrow();
    return s;
  }

  /** A socket on which an operation has begun, with the structure that every call gets. */
  SocketHandle begun() {
    SocketHandle s = world.baseSockets().connected();
    int error = systemIo().begin(s, world.structures.overlapped(), null, null);
    if (error != 0) {
      throw new IllegalStateException("begin: " + error);
    }
    return s;
  }

  SystemCompletion completionOf(SocketHandle s) {
    return completion(s, world.structures.overlapped());
  }

  SystemCompletion completionAt(long structure) {
    return completion(begun(), Overlapped.at(structure));
  }

  private static SystemCompletion completion(SocketHandle s, Overlapped overlapped) {
    return new SystemCompletion(
        s, overlapped, NtStatus.STATUS_SUCCESS.value(), 0, 0, false, null, null);
  }

  @Override
  public void close() {
    data.close();
  }
}
