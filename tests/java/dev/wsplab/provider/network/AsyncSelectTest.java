package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.MessageQueue.Message;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code WSPAsyncSelect}, and all three notifications through layers (sheet, 3.9; WPU-MSG-1). */
class AsyncSelectTest {
  /** Passes everything through. */
  public static final class PassThrough extends LayeredProvider {}

  /** Answers {@code SIO_BSP_HANDLE_SELECT} with its own handle, so that select comes to it. */
  public static final class Interceptor extends LayeredProvider {
    final AtomicInteger selects = new AtomicInteger();

    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (code != Winsock2.SIO_BSP_HANDLE_SELECT) {
        return super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
      }
      byte[] own = TcpWorld.bytes(s.value());
      exports().kernel().memory().write(own, 0, outLength, out);
      return TransferResult.done(outLength, 0);
    }

    @Override
    public CountResult wspSelect(
        @Nullable FdSet read,
        @Nullable FdSet write,
        @Nullable FdSet except,
        @Nullable TimeVal timeout) {
      selects.incrementAndGet();
      return super.wspSelect(read, write, except, timeout);
    }
  }

  private static final int MESSAGE = 0x0401;
  private static final Duration BOUND = Duration.ofMillis(TcpWorld.BOUND_MILLIS);

  private Winsock winsock = Winsock.builder().build();
  private Ws2_32 ws2 = winsock.ws2_32();
  private MessageQueue messages = winsock.messageQueue();

  private void layers(int count) {
    closeWinsock();
    WinsockBuilder builder = Winsock.builder();
    for (int i = 0; i < count; i++) {
      builder.layer(new PassThrough());
    }
    winsock = builder.build();
    ws2 = winsock.ws2_32();
    messages = winsock.messageQueue();
  }

  @AfterEach
  void closeWinsock() {
    messages.close();
    winsock.close();
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private SocketHandle listener() {
    SocketHandle s = socket();
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(s, 5).orThrow("listen");
    return s;
  }

  private void select(SocketHandle s, int events) {
    ws2.wsaAsyncSelect(s, messages.hWnd(), MESSAGE, events).orThrow("WSAAsyncSelect");
  }

  private void assertNext(SocketHandle s, int event, int error) throws InterruptedException {
    Message message = messages.take(BOUND).orElseThrow();
    assertThat(message.message()).isEqualTo(MESSAGE);
    assertThat(message.socket()).isEqualTo(s);
    assertThat(message.event()).isEqualTo(event);
    assertThat(message.error()).isEqualTo(error);
  }

  private void send(SocketHandle s, String text) {
    try (NativeBlock data = NativeBlock.copyOf(text.getBytes())) {
      ws2.send(s, WsaBuffers.of(data), 0).orThrow("send");
    }
  }

  private int receive(SocketHandle s) {
    try (NativeBlock room = NativeBlock.allocate(1)) {
      return ws2.recv(s, WsaBuffers.of(room), 0).orThrow("recv").bytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void givenLayers_whenAConnectionLivesAndEnds_thenEachEventIsOneMessageAboutTheClientsSocket(
      int count) throws InterruptedException {
    layers(count);
    SocketHandle listener = listener();
    select(listener, Winsock2.FD_ACCEPT);
    SocketHandle client = socket();
    select(client, Winsock2.FD_CONNECT | Winsock2.FD_READ | Winsock2.FD_CLOSE);

    ws2.connect(client, ws2.getsockname(listener).orThrow("getsockname"));
    Message first = messages.take(BOUND).orElseThrow();
    Message second = messages.take(BOUND).orElseThrow();
    assertThat(Map.of(first.socket(), first.event(), second.socket(), second.event()))
        .isEqualTo(Map.of(listener, Winsock2.FD_ACCEPT, client, Winsock2.FD_CONNECT));
    SocketHandle server = ws2.accept(listener).socket();
    send(server, "ab");
    assertNext(client, Winsock2.FD_READ, 0);
    assertThat(receive(client)).isEqualTo(1);
    assertNext(client, Winsock2.FD_READ, 0);
    assertThat(receive(client)).isEqualTo(1);
    assertThat(messages.poll()).isEmpty();
    ws2.closesocket(server).orThrow("closesocket");

    assertNext(client, Winsock2.FD_CLOSE, 0);
    assertThat(messages.poll()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void givenListenerWithMessages_whenItAccepts_thenTheNewSocketHasThemToo_WSP_ACCEPT_1(int count)
      throws InterruptedException {
    layers(count);
    SocketHandle listener = listener();
    select(listener, Winsock2.FD_ACCEPT | Winsock2.FD_READ);
    SocketHandle client = socket();
    ws2.connect(client, ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    assertNext(listener, Winsock2.FD_ACCEPT, 0);
    SocketHandle server = ws2.accept(listener).socket();

    send(client, "x");

    assertNext(server, Winsock2.FD_READ, 0);
    assertThat(messages.poll()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void givenMessages_whenCancelledOrReplacedByEvents_thenNoneComes(int count) {
    layers(count);
    SocketHandle listener = listener();
    select(listener, Winsock2.FD_ACCEPT);
    ws2.wsaAsyncSelect(listener, 0, 0, 0).orThrow("WSAAsyncSelect");
    ws2.connect(socket(), ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    select(listener, 0);
    EventHandle event = ws2.wsaCreateEvent().event();
    select(listener, Winsock2.FD_READ);

    ws2.wsaEventSelect(listener, event, Winsock2.FD_ACCEPT).orThrow("WSAEventSelect");

    assertThat(ws2.wsaEnumNetworkEvents(listener, event).events()).isEqualTo(Winsock2.FD_ACCEPT);
    assertThat(messages.poll()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void givenLayers_whenSelectedByEventAndBySet_thenTheyPassThrough(int count) {
    layers(count);
    SocketHandle listener = listener();
    EventHandle event = ws2.wsaCreateEvent().event();
    ws2.wsaEventSelect(listener, event, Winsock2.FD_ACCEPT).orThrow("WSAEventSelect");
    ws2.connect(socket(), ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    FdSet read = FdSet.of(listener);

    assertThat(ws2.select(read, null, null, new TimeVal(10, 0)).returnValue()).isEqualTo(1);

    assertThat(read.sockets()).containsExactly(listener);
    assertThat(ws2.wsaWaitForMultipleEvents(List.of(event), false, 10_000, false))
        .isEqualTo(new WaitResult(0, 0));
    assertThat(ws2.wsaEnumNetworkEvents(listener, event).events()).isEqualTo(Winsock2.FD_ACCEPT);
  }

  @Test
  void givenLayerThatAnswersWithItsOwnHandle_whenSelected_thenItSeesTheSelect() {
    closeWinsock();
    Interceptor layer = new Interceptor();
    winsock = Winsock.builder().layer(layer).layer(new PassThrough()).build();
    ws2 = winsock.ws2_32();
    messages = winsock.messageQueue();
    SocketHandle listener = listener();
    SocketHandle other = listener();
    ws2.connect(socket(), ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    FdSet read = FdSet.of(other, listener);

    assertThat(ws2.select(read, null, null, new TimeVal(10, 0)).returnValue()).isEqualTo(1);

    assertThat(read.sockets()).containsExactly(listener);
    assertThat(layer.selects).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void givenNoWindow_whenSelected_thenInvalidArgumentAndTheOldOneStays(int count)
      throws InterruptedException {
    layers(count);
    MessageQueue gone = winsock.messageQueue();
    gone.close();
    SocketHandle listener = listener();
    select(listener, Winsock2.FD_ACCEPT);
    int invalid = WsaError.WSAEINVAL.code();

    assertThat(ws2.wsaAsyncSelect(listener, gone.hWnd(), 1, Winsock2.FD_READ).errno())
        .isEqualTo(invalid);
    assertThat(ws2.wsaAsyncSelect(listener, 0, 1, Winsock2.FD_READ).errno()).isEqualTo(invalid);
    assertThat(ws2.wsaAsyncSelect(listener, messages.hWnd(), 1, 0x400).errno()).isEqualTo(invalid);

    ws2.connect(socket(), ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    assertNext(listener, Winsock2.FD_ACCEPT, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void givenConnect_whenItIsRefused_thenTheMessageHasTheError(int count)
      throws InterruptedException {
    layers(count);
    SocketHandle gone = listener();
    Sockaddr nobody = ws2.getsockname(gone).orThrow("getsockname");
    ws2.closesocket(gone).orThrow("closesocket");
    SocketHandle client = socket();
    select(client, Winsock2.FD_CONNECT);

    ws2.connect(client, nobody);

    assertNext(client, Winsock2.FD_CONNECT, WsaError.WSAECONNREFUSED.code());
  }

  @Test
  void givenTwoEnvironments_whenTheOthersWindowIsNamed_thenItIsNone() {
    try (Winsock other = Winsock.builder().build();
        MessageQueue theirs = other.messageQueue()) {
      assertThat(theirs.hWnd()).isNotEqualTo(messages.hWnd());
      assertThat(ws2.wsaAsyncSelect(listener(), theirs.hWnd(), 1, Winsock2.FD_READ).errno())
          .isEqualTo(WsaError.WSAEINVAL.code());
    }
  }
}
