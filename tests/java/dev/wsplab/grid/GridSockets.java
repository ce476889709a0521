package dev.wsplab.grid;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sockets of one provider, each made when it is asked for, in the state in which a call on it
 * succeeds. None blocks.
 */
final class GridSockets {
  private final Ws2_32 ws2;
  private final @Nullable ProtocolInfo stream;
  private final @Nullable ProtocolInfo datagram;
  private final NativeBlock one;

  // What others can connect and send to.
  private final List<SocketHandle> listeners = new ArrayList<>();
  private final List<SocketHandle> receivers = new ArrayList<>();

  /**
   * @param one four bytes, the number 1
   * @param stream the entry to make streams from, or null to have Winsock choose
   * @param datagram the entry to make sockets of datagrams from, or null
   */
  GridSockets(
      Ws2_32 ws2, NativeBlock one, @Nullable ProtocolInfo stream, @Nullable ProtocolInfo datagram) {
    this.ws2 = ws2;
    this.one = one;
    this.stream = stream;
    this.datagram = datagram;
  }

  /** Neither bound nor connected. */
  SocketHandle fresh() {
    return make(Winsock2.SOCK_STREAM, stream);
  }

  /** Bound to an address, and no more. */
  SocketHandle bound() {
    return bind(fresh());
  }

  /** Listening; nobody waits. */
  SocketHandle listener() {
    SocketHandle s = bound();
    ws2.listen(s, 1).orThrow("listen");
    listeners.add(s);
    return nonblocking(s);
  }

  /** Listening; a connection waits. */
  SocketHandle awaited() {
    SocketHandle s = listener();
    connect(s);
    return s;
  }

  /** Connected; nothing has come. */
  SocketHandle connected() {
    return connect(listener());
  }

  /** Connected; data has come. */
  SocketHandle fed() {
    SocketHandle listener = listener();
    SocketHandle s = connect(listener);
    SocketHandle peer = ws2.accept(listener).socket();
    ws2.send(peer, WsaBuffers.of(one), 0).orThrow("send");
    return s;
  }

  /** Connected; the peer has shut down and sends no more. */
  SocketHandle ended() {
    SocketHandle listener = listener();
    SocketHandle s = connect(listener);
    SocketHandle peer = ws2.accept(listener).socket();
    ws2.shutdown(peer, Winsock2.SD_SEND).orThrow("shutdown");
    return s;
  }

  /** Of datagrams, bound; nothing has come. */
  SocketHandle datagrams() {
    SocketHandle s = nonblocking(bind(make(Winsock2.SOCK_DGRAM, datagram)));
    receivers.add(s);
    return s;
  }

  /** Of datagrams, bound; one has come. */
  SocketHandle datagramsFed() {
    SocketHandle s = datagrams();
    ws2.sendto(datagrams(), WsaBuffers.of(one), 0, nameOf(s)).orThrow("sendto");
    return s;
  }

  /**
   * What may be waited for comes: who listens gets a connection, who is connected or receives
   * datagrams gets data.
   */
  void peersAct() {
    for (SocketHandle listener : List.copyOf(listeners)) {
      AcceptResult waiting = ws2.accept(listener);
      SocketHandle peer = waiting.succeeded() ? waiting.socket() : connect(listener);
      ws2.send(peer, WsaBuffers.of(one), 0).orThrow("send");
    }
    SocketHandle sender = receivers.isEmpty() ? null : datagrams();
    for (SocketHandle receiver : List.copyOf(receivers)) {
      ws2.sendto(sender, WsaBuffers.of(one), 0, nameOf(receiver)).orThrow("sendto");
    }
  }

  Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private SocketHandle connect(SocketHandle listener) {
    SocketHandle s = fresh();
    ws2.connect(s, nameOf(listener)).orThrow("connect");
    return nonblocking(s);
  }

  private SocketHandle nonblocking(SocketHandle s) {
    ws2.ioctlsocket(s, Winsock2.FIONBIO, one.address()).orThrow("ioctlsocket");
    return s;
  }

  private SocketHandle bind(SocketHandle s) {
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  private SocketHandle make(int type, @Nullable ProtocolInfo entry) {
    return ws2.wsaSocket(Winsock2.AF_INET, type, 0, entry, 0, Winsock2.WSA_FLAG_OVERLAPPED)
        .orThrow("WSASocket");
  }
}
