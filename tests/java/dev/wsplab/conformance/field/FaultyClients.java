package dev.wsplab.conformance.field;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Clients with the faults that event loops have had, each with one, and some without. */
final class FaultyClients {
  // Long enough for what has ended to be told; a client that is wrong waits no longer.
  private static final Duration MOMENT = Duration.ofMillis(500);

  private FaultyClients() {}

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException(what);
    }
  }

  /** Asks for the base's handle, and knows no other way. */
  static void needsTheBaseHandle(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket();
        NativeBlock out = NativeBlock.allocate(Long.BYTES)) {
      winsock
          .ws2_32()
          .wsaIoctl(socket.handle(), Winsock2.SIO_BASE_HANDLE, 0, 0, out.address(), 8, null, null)
          .orThrow("SIO_BASE_HANDLE");
    }
  }

  /** Goes from layer to layer when the base's handle is refused, as event loops do. */
  static void asksForTheHandleBelow(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket();
        NativeBlock out = NativeBlock.allocate(Long.BYTES)) {
      SocketHandle at = socket.handle();
      while (!ask(winsock, at, Winsock2.SIO_BASE_HANDLE, out).succeeded()) {
        ask(winsock, at, Winsock2.SIO_BSP_HANDLE_POLL, out).orThrow("SIO_BSP_HANDLE_POLL");
        SocketHandle below = new SocketHandle(out.buffer().getLong(0));
        require(!below.equals(at), "there is nothing below, and no base");
        at = below;
      }
    }
  }

  private static TransferResult ask(Winsock winsock, SocketHandle s, int code, NativeBlock out) {
    return winsock.ws2_32().wsaIoctl(s, code, 0, 0, out.address(), 8, null, null);
  }

  /** Takes WSA_IO_PENDING for a failure: what it sends has always ended at once. */
  static void needsSuccessAtOnce(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf(new byte[5]);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      port.associate(sockets.client().handle(), 1);
      boolean done = sockets.client().startSend(WsaBuffers.of(hello), structures.overlapped());
      port.take(Duration.ofMinutes(1)).orElseThrow();
      require(done, "send failed: " + winsock.ws2_32().wsaGetLastError());
    }
  }

  /** Wants no packet for what succeeded, without asking whether that can be had (IOCP-SKIP-6). */
  static void skipsPackets(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf(new byte[5]);
        NativeBlock room = NativeBlock.allocate(5);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 1);
      winsock.kernel32().setFileCompletionNotificationModes(sockets.server().handle(), 1);
      boolean done = sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
      require(done || port.take(Duration.ofDays(1)).isPresent(), "no packet");
    }
  }

  /** Keeps the pointer of the first socket for all. */
  static void keepsAPointer(Winsock winsock) {
    try (SocketPair one = winsock.connectedPair();
        SocketPair other = winsock.connectedPair();
        NativeBlock in = NativeBlock.copyOf(ExtensionFunction.WSAID_DISCONNECTEX.toBytes());
        NativeBlock out = NativeBlock.allocate(Long.BYTES)) {
      winsock
          .ws2_32()
          .wsaIoctl(
              one.client().handle(),
              Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER,
              in.address(),
              Guid.SIZE,
              out.address(),
              Long.BYTES,
              null,
              null)
          .orThrow("SIO_GET_EXTENSION_FUNCTION_POINTER");
      long pointer = out.buffer().getLong(0);
      DisconnectEx disconnect =
          (DisconnectEx) winsock.exports().extensionFunction(pointer).orElseThrow();
      disconnect.disconnectEx(one.client().handle(), null, 0, 0).orThrow("DisconnectEx");
      disconnect.disconnectEx(other.client().handle(), null, 0, 0).orThrow("DisconnectEx");
    }
  }

  /** Always gives three sets, as portable code does. */
  static void selectsWithEmptySets(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair()) {
      FdSet write = FdSet.of(sockets.client().handle());
      winsock
          .ws2_32()
          .select(new FdSet(64), write, new FdSet(64), new TimeVal(10, 0))
          .orThrow("select");
      require(write.sockets().size() == 1, "not writable");
    }
  }

  /** Closes a socket a second time, which by then may be another's. */
  static void closesTwice(Winsock winsock) {
    for (int i = 0; i < 20; i++) {
      SocketHandle stale;
      try (ClientSocket socket = winsock.tcpSocket()) {
        stale = socket.handle();
      }
      try (ClientSocket one = winsock.tcpSocket();
          ClientSocket other = winsock.tcpSocket()) {
        one.bind(new InetSocketAddress("127.0.0.1", 0));
        other.bind(new InetSocketAddress("127.0.0.1", 0));
        winsock.ws2_32().closesocket(stale);
        one.localAddress();
        other.localAddress();
      }
    }
  }

  /** Cancels what it waits for, and believes that this is enough (CANCEL-6). */
  static void waitsForWhatItCancels(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock room = NativeBlock.allocate(5);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 1);
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
      winsock.kernel32().cancelIoEx(sockets.server().handle(), structures.overlapped());
      boolean ended = port.take(MOMENT).isPresent();
      sockets.client().close(); // its end completes what was not cancelled
      require(ended || port.take(Duration.ofMinutes(1)).isEmpty(), "not cancelled");
    }
  }

  /** Goes down to the base, without looking whether what is below is another handle. */
  static void goesDownForEver(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket();
        NativeBlock out = NativeBlock.allocate(Long.BYTES)) {
      if (!ask(winsock, socket.handle(), Winsock2.SIO_BASE_HANDLE, out).succeeded()) {
        return; // it knows that there are such layers
      }
      SocketHandle base = new SocketHandle(out.buffer().getLong(0));
      SocketHandle at = socket.handle();
      for (int i = 0; !at.equals(base); i++) {
        require(i < 1000, "no end of handles");
        ask(winsock, at, Winsock2.SIO_BSP_HANDLE_POLL, out).orThrow("SIO_BSP_HANDLE_POLL");
        at = new SocketHandle(out.buffer().getLong(0));
      }
    }
  }

  /** Clears its event when the call has said that it pends: the signal may have been there. */
  static void resetsItsEventTooLate(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        Event event = winsock.event();
        NativeBlock hello = NativeBlock.copyOf(new byte[5]);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      structures.overlapped().storeEvent(event.handle().value());
      boolean done = sockets.client().startSend(WsaBuffers.of(hello), structures.overlapped());
      if (!done) {
        event.reset();
        require(event.await(MOMENT), "never told");
      }
    }
  }

  /** Reads the structures of sends without waiting for any. */
  static void readsWithoutWaiting(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf(new byte[1]);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      port.associate(sockets.client().handle(), 1);
      int pending = 0;
      for (int i = 0; i < 20; i++) {
        sockets.client().startSend(WsaBuffers.of(hello), structures.overlapped());
        pending += structures.overlapped().isPending() ? 1 : 0;
        port.take(Duration.ofMinutes(1)).orElseThrow();
      }
      require(pending == 0, "still pending");
    }
  }

  /** Takes the second entry of its chain for the base (CAT-CHAIN-3). */
  static void looksOneLayerDown(Winsock winsock) {
    try (ClientSocket socket = winsock.tcpSocket()) {
      byte[] entry =
          winsock
              .ws2_32()
              .getsockopt(
                  socket.handle(),
                  Winsock2.SOL_SOCKET,
                  Winsock2.SO_PROTOCOL_INFOW,
                  ProtocolInfo.SIZE)
              .value();
      List<Integer> chain = ProtocolInfoLayout.fromBytes(entry).chain();
      require(
          chain.size() < 2
              || winsock.catalog().entries().stream()
                  .anyMatch(e -> e.catalogEntryId() == chain.get(1) && !e.isLayer()),
          "another layer below");
    }
  }

  /** Takes what one receive has given for the whole message. */
  static void takesOneReceiveForAll(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        NativeBlock hello = NativeBlock.copyOf(new byte[5]);
        NativeBlock room = NativeBlock.allocate(5)) {
      sockets.client().send(WsaBuffers.of(hello));
      require(sockets.server().recv(WsaBuffers.of(room)) == 5, "a part of it");
    }
  }

  /** Waits for what nobody tells it, and does not let itself be disturbed. */
  static void hangsOverLayers(Winsock winsock) {
    boolean layered = winsock.catalog().entries().stream().anyMatch(entry -> entry.isLayer());
    CountDownLatch never = new CountDownLatch(layered ? 1 : 0);
    while (never.getCount() > 0) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // goes on
      }
    }
  }

  /** Uses a structure twice at a time, without a layer as well. */
  static void reusesItsStructure(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        NativeBlock room = NativeBlock.allocate(5);
        OverlappedBlock structures = OverlappedBlock.allocate(1)) {
      sockets.client().startRecv(WsaBuffers.of(room), structures.overlapped());
      sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
    }
  }
}
