package dev.wsplab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.provider.Top;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

/** A connection over one kind of provider, and what tests of rules need beside it. */
abstract class RuleFixture {
  static final int WAIT = Patience.MILLIS;
  static final int TIMEOUT = 258;

  final Top top;
  final ServiceProvider provider;
  final Winsock winsock;
  final Ws2_32 ws2;
  final Kernel32 kernel32;
  final SocketPair pair;
  final SocketHandle client;
  final SocketHandle server;
  final OverlappedBlock structures = OverlappedBlock.allocate(4);
  final Overlapped overlapped = structures.overlapped(0);
  final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
  final NativeBlock room = NativeBlock.allocate(64);

  RuleFixture(Top top) {
    this.top = top;
    provider = top.provider();
    winsock = Top.winsock(provider);
    ws2 = winsock.ws2_32();
    kernel32 = winsock.kernel32();
    pair = winsock.connectedPair();
    client = pair.client().handle();
    server = pair.server().handle();
  }

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
    hello.close();
    room.close();
  }

  EventHandle event(boolean signalled) {
    return kernel32.createEvent(true, signalled);
  }

  boolean isSet(EventHandle event) {
    return kernel32.waitForSingleObjectEx(event, 0, false).returnValue() == 0;
  }

  void await(EventHandle event) {
    assertThat(kernel32.waitForSingleObjectEx(event, WAIT, false).returnValue()).isZero();
  }

  PortHandle portOf(SocketHandle s, long key) {
    return kernel32.createIoCompletionPort(s, null, key, 0).orThrow();
  }

  QueuedCompletion packet(PortHandle port) {
    return kernel32.getQueuedCompletionStatus(port, WAIT);
  }

  boolean isEmpty(PortHandle port) {
    return kernel32.getQueuedCompletionStatus(port, 0).error() == TIMEOUT;
  }

  TransferResult startRecv() {
    return ws2.wsaRecv(server, WsaBuffers.of(room), 0, overlapped, null);
  }

  void sendHello() {
    assertThat(ws2.send(client, WsaBuffers.of(hello), 0).orThrow("send").bytes()).isEqualTo(5);
  }

  /** Waits until something has come, without taking it. */
  void awaitData() {
    assertThat(ws2.recv(server, WsaBuffers.of(room, 32, 1), 2).orThrow("peek").bytes())
        .isEqualTo(1);
  }

  String received(int bytes) {
    return new String(room.bytes(0, bytes), StandardCharsets.US_ASCII);
  }
}
