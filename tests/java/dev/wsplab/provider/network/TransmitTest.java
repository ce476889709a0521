package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Extensions;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DisconnectEx, TransmitFile and TransmitPackets. */
@ParameterizedClass
@EnumSource(Base.class)
class TransmitTest {
  private static final int DISCONNECT_AND_REUSE =
      TransmitFlags.TF_DISCONNECT | TransmitFlags.TF_REUSE_SOCKET;
  private static final int ADDRESS = 44;

  @TempDir Path folder;

  private final TcpWorld world;
  private final Extensions extensions;

  TransmitTest(Base base) {
    world = new TcpWorld(base);
    extensions = world.ws2.extensions();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private FileChannel file(byte[] content) throws IOException {
    return FileChannel.open(Files.write(folder.resolve("file"), content));
  }

  private FileChannel file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.UTF_8));
  }

  private void assertEnd(SocketHandle s) {
    assertThat(world.ws2.recv(s, WsaBuffers.of(world.block(1)), 0).orThrow("recv").bytes())
        .isZero();
  }

  // ---- TransmitFile

  @Test
  void givenHeadAndTail_whenAFileIsTransmitted_thenAllArriveInOrder() throws IOException {
    TcpWorld.Pair pair = world.connected();
    try (FileChannel file = file("0123456789")) {
      file.position(2);

      Result result =
          extensions.transmitFile(
              pair.client(),
              file,
              5,
              null,
              WsaBuffers.of(world.text("<")),
              WsaBuffers.of(world.text(">")),
              0);

      assertThat(result).isEqualTo(Result.done(7));
      assertThat(file.position()).isEqualTo(2);
    }
    assertThat(world.receive(pair.server(), 7)).isEqualTo("<23456>");
  }

  @Test
  void givenOffset_whenTransmittedOverlapped_thenItBeginsThere_OVL_3() throws IOException {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.client(), 3);
    Overlapped overlapped = world.overlapped();
    overlapped.storeOffsets(4, 0);
    try (FileChannel file = file("0123456789")) {
      Result result = extensions.transmitFile(pair.client(), file, 0, overlapped, null, null, 0);

      assertThat(result.started()).isTrue();
      QueuedCompletion packet = world.packet(port);
      assertThat(packet.error()).isZero();
      assertThat(packet.bytes()).isEqualTo(6);
    }
    assertThat(world.receive(pair.server(), 6)).isEqualTo("456789");
  }

  @Test
  void givenLargeFile_whenPeerReadsSlowly_thenItPendsAndAllArrives() throws IOException {
    TcpWorld.Pair pair = world.connected();
    EventHandle event = world.event();
    byte[] content = new byte[8 << 20];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 >> 8);
    }
    try (FileChannel file = file(content)) {
      Overlapped overlapped = world.overlapped(event);
      Result result = extensions.transmitFile(pair.client(), file, 0, overlapped, null, null, 0);
      assertThat(result).isEqualTo(Result.PENDING);
      assertThat(overlapped.isPending()).isTrue();
      NativeBlock room = world.block(1 << 20);
      int at = 0;
      while (at < content.length) {
        int got = world.ws2.recv(pair.server(), WsaBuffers.of(room), 0).orThrow("recv").bytes();
        byte[] expected = java.util.Arrays.copyOfRange(content, at, at + got);
        assertThat(room.bytes(0, got)).isEqualTo(expected);
        at += got;
      }
      world.await(event);
      assertThat(overlapped.internalHigh()).isEqualTo(content.length);
    }
  }

  @Test
  void givenPendingTransmission_whenCancelled_thenItEnds_CANCEL_4() throws IOException {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.client(), 3);
    Overlapped overlapped = world.overlapped();
    try (FileChannel file = file(new byte[16 << 20])) {
      assertThat(extensions.transmitFile(pair.client(), file, 0, overlapped, null, null, 0))
          .isEqualTo(Result.PENDING);

      world.kernel32.cancelIoEx(pair.client(), overlapped).orThrow("CancelIoEx");

      assertThat(world.packet(port).error()).isEqualTo(995);
      assertThat(world.hasPacket(port)).isFalse();
    }
  }

  @Test
  void givenClosedFile_whenTransmitted_thenItFailsAndNothingArrives() throws IOException {
    TcpWorld.Pair pair = world.connected();
    FileChannel file = file("abc");
    file.close();

    Result result = extensions.transmitFile(pair.client(), file, 0, null, null, null, 0);

    assertThat(result.error()).isEqualTo(WsaError.WSASYSCALLFAILURE.code());
    world.send(pair.client(), "x");
    assertThat(world.receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void givenUnconnectedSocket_whenTransmitting_thenNotConnected() {
    assertThat(extensions.transmitFile(world.socket(), null, 0, null, null, null, 0).error())
        .isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(extensions.disconnectEx(world.socket(), null, 0).error())
        .isEqualTo(WsaError.WSAENOTCONN.code());
  }

  @Test
  void givenUnknownFlag_whenCalled_thenInvalid() {
    SocketHandle client = world.connected().client();

    assertThat(extensions.transmitFile(client, null, 0, null, null, null, 0x40).error())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(extensions.transmitPackets(client, List.of(), null, null, 0x40).error())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(extensions.disconnectEx(client, null, 0x1).error())
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  // ---- TransmitPackets

  @Test
  void givenMemoryAndFile_whenTransmitted_thenAllArriveInOrder() throws IOException {
    TcpWorld.Pair pair = world.connected();
    NativeBlock head = world.text("head:");
    try (FileChannel file = file("0123456789")) {
      List<TransmitElement> elements =
          List.of(
              new TransmitElement.Memory(head.address(), 5),
              new TransmitElement.File(file, 8, 0),
              new TransmitElement.Memory(head.address() + 4, 1),
              new TransmitElement.File(file, 0, 2));

      assertThat(extensions.transmitPackets(pair.client(), elements, head, null, 0))
          .isEqualTo(Result.done(10));
    }
    assertThat(world.receive(pair.server(), 10)).isEqualTo("head:89:01");
  }

  @Test
  void givenMemoryThatCannotBeRead_whenTransmitted_thenFault() {
    SocketHandle client = world.connected().client();
    List<TransmitElement> elements = List.of(new TransmitElement.Memory(8, 5));

    assertThat(extensions.transmitPackets(client, elements, null, null, 0).error())
        .isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenMoreThanOneCallCanSend_whenTransmitted_thenInvalid() throws IOException {
    SocketHandle client = world.connected().client();
    try (FileChannel file = file("a")) {
      List<TransmitElement> elements =
          List.of(
              new TransmitElement.File(file, 0, Integer.MAX_VALUE - 2),
              new TransmitElement.File(file, 0, 2));

      assertThat(extensions.transmitPackets(client, elements, null, null, 0).error())
          .isEqualTo(WsaError.WSAEINVAL.code());
    }
  }

  // ---- who waits at the other end

  /** A receive whose client makes no call until its event tells the end. */
  private EventHandle waitsFor(SocketHandle s, Overlapped[] overlapped) {
    EventHandle event = world.event();
    overlapped[0] = world.overlapped(event);
    WsaBuffers room = WsaBuffers.of(world.block(16));
    assertThat(world.ws2.wsaRecv(s, room, 0, overlapped[0], null).isPending()).isTrue();
    return event;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenReceivePending_whenThePeerTransmits_thenItEnds(boolean waiting) throws IOException {
    TcpWorld.Pair pair = world.connected();
    Overlapped[] receiving = new Overlapped[1];
    EventHandle told = waitsFor(pair.server(), receiving);
    Overlapped overlapped = waiting ? null : world.overlapped(world.event());
    try (FileChannel file = file("0123456789")) {
      extensions.transmitFile(pair.client(), file, 0, overlapped, null, null, 0).orThrow("file");

      world.await(told);
    }
    assertThat(receiving[0].internalHigh()).isEqualTo(10);
  }

  @Test
  void givenReceivePending_whenThePeerDisconnects_thenItEnds() {
    TcpWorld.Pair pair = world.connected();
    Overlapped[] receiving = new Overlapped[1];
    EventHandle told = waitsFor(pair.server(), receiving);

    extensions.disconnectEx(pair.client(), world.overlapped(), 0).orThrow("DisconnectEx");

    world.await(told);
    assertThat(receiving[0].internal()).isZero();
    assertThat(receiving[0].internalHigh()).isZero();
  }

  // ---- the end of the connection

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenConnection_whenDisconnected_thenThePeerFindsTheEndAndSendingIsOver(boolean waiting) {
    TcpWorld.Pair pair = world.connected();
    EventHandle event = world.event();

    Overlapped overlapped = waiting ? null : world.overlapped(event);
    assertThat(extensions.disconnectEx(pair.client(), overlapped, 0).started()).isTrue();

    if (!waiting) {
      world.await(event);
    }
    assertEnd(pair.server());
    assertThat(world.errorOfSending(pair.client())).isEqualTo(WsaError.WSAESHUTDOWN.code());
  }

  @Test
  void givenReceivePending_whenDisconnectedForReuse_thenItIsAborted() {
    TcpWorld.Pair pair = world.connected();
    PortHandle port = world.portOf(pair.client(), 3);
    Overlapped receiving = world.overlapped();
    world.ws2.wsaRecv(pair.client(), WsaBuffers.of(world.block(1)), 0, receiving, null);

    assertThat(extensions.disconnectEx(pair.client(), null, TransmitFlags.TF_REUSE_SOCKET))
        .isEqualTo(Result.done(0));

    QueuedCompletion packet = world.packet(port);
    assertThat(packet.overlapped()).isEqualTo(receiving.address());
    assertThat(packet.error()).isEqualTo(1236);
    assertEnd(pair.server());
  }

  @Test
  void givenBoundSocket_whenDisconnectedForReuse_thenItConnectsAgainFromItsAddress() {
    SocketHandle client = world.bound();
    Sockaddr name = world.nameOf(client);
    SocketHandle server = world.connected(client).server();

    assertThat(
            extensions
                .disconnectEx(client, world.overlapped(), TransmitFlags.TF_REUSE_SOCKET)
                .started())
        .isTrue();

    assertEnd(server);
    assertThat(world.nameOf(client)).isEqualTo(name);
    SocketHandle listener = world.listener();
    EventHandle event = world.event();
    Overlapped overlapped = world.overlapped(event);
    extensions.connectEx(client, world.nameOf(listener), null, overlapped).orThrow("ConnectEx");
    SocketHandle again = world.accept(listener);
    world.await(event);
    world.send(again, "again");
    assertThat(world.receive(client, 5)).isEqualTo("again");
  }

  @Test
  void givenAcceptedSocket_whenTransmittedForReuse_thenAcceptExTakesItAgain() throws IOException {
    SocketHandle listener = world.listener();
    SocketHandle accepting = world.socket();
    SocketHandle first = acceptInto(listener, accepting);
    try (FileChannel file = file("all of it")) {
      assertThat(
              extensions.transmitFile(accepting, file, 0, null, null, null, DISCONNECT_AND_REUSE))
          .isEqualTo(Result.done(9));
    }
    assertThat(world.receive(first, 9)).isEqualTo("all of it");
    assertEnd(first);

    SocketHandle second = acceptInto(listener, accepting);

    world.send(accepting, "again");
    assertThat(world.receive(second, 5)).isEqualTo("again");
  }

  private SocketHandle acceptInto(SocketHandle listener, SocketHandle accepting) {
    EventHandle event = world.event();
    extensions
        .acceptEx(
            listener,
            accepting,
            world.block(2 * ADDRESS),
            0,
            ADDRESS,
            ADDRESS,
            world.overlapped(event))
        .orThrow("AcceptEx");
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    world.await(event);
    return client;
  }
}
