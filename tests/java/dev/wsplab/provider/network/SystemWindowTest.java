package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.SystemWindow;
import dev.wsplab.platform.SystemWindow.Message;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asynchronous selects whose messages go to a window of the system (WPU-MSG-1). */
@EnabledOnOs(OS.WINDOWS)
class SystemWindowTest {
  private static final int MESSAGE = 0x0401; // WM_USER + 1
  private static final int HWND_BROADCAST = 0xFFFF;
  private static final int HWND_MESSAGE = -3;

  private final SystemWindow window = new SystemWindow();
  private TcpWorld world = new TcpWorld(Base.LOOPBACK);

  /** Passes everything through. */
  public static final class PassThrough extends LayeredProvider {}

  @AfterEach
  void close() {
    world.close();
    window.close();
  }

  private void over(Base base, int layers) {
    world.close();
    LayeredProvider[] own = new LayeredProvider[layers];
    for (int i = 0; i < layers; i++) {
      own[i] = new PassThrough();
    }
    world = new TcpWorld(base, List.of(own));
  }

  private void select(SocketHandle s, int events) {
    world.ws2.wsaAsyncSelect(s, window.hWnd(), MESSAGE, events).orThrow("WSAAsyncSelect");
  }

  private void expect(SocketHandle s, int event) throws InterruptedException {
    assertThat(window.take()).isEqualTo(new Message(MESSAGE, s.value(), event, 0));
  }

  private SocketHandle connectTo(SocketHandle listener) {
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    return client;
  }

  @ParameterizedTest
  @CsvSource({"TCP, 0", "TCP, 2", "LOOPBACK, 0", "LOOPBACK, 2", "LOOPBACK_NON_IFS, 1"})
  void givenWindowOfTheSystem_whenAConnectionLivesAndEnds_thenItsThreadGetsAMessageForEachEvent(
      Base base, int layers) throws InterruptedException {
    over(base, layers);
    SocketHandle listener = world.listener();
    select(listener, Winsock2.FD_ACCEPT | Winsock2.FD_READ | Winsock2.FD_CLOSE);
    SocketHandle client = connectTo(listener);
    expect(listener, Winsock2.FD_ACCEPT);
    SocketHandle server = world.accept(listener);

    world.send(client, "a");
    expect(server, Winsock2.FD_READ);
    assertThat(world.receive(server, 1)).isEqualTo("a");
    world.ws2.closesocket(client).orThrow("closesocket");

    expect(server, Winsock2.FD_CLOSE);
    assertThat(window.isEmpty()).as("no other message came").isTrue();
  }

  @ParameterizedTest
  @CsvSource({"LOOPBACK, 0", "LOOPBACK, 1"})
  void givenMessages_whenCancelled_thenTheWindowGetsNoMore(Base base, int layers)
      throws InterruptedException {
    over(base, layers);
    SocketHandle listener = world.listener();
    select(listener, Winsock2.FD_ACCEPT);
    connectTo(listener);
    expect(listener, Winsock2.FD_ACCEPT);
    world.accept(listener);

    select(listener, 0);
    connectTo(listener);

    assertThat(window.isEmpty()).isTrue();
  }

  /** Neither one that was, nor a value that means more than one window or none (the page). */
  @ParameterizedTest
  @CsvSource({"LOOPBACK, 0", "LOOPBACK, 1"})
  void givenNoWindowOfTheSystem_whenSelected_thenInvalidArgumentAndTheOldOneStays(
      Base base, int layers) throws InterruptedException {
    over(base, layers);
    SystemWindow gone = new SystemWindow();
    gone.close();
    SocketHandle listener = world.listener();
    select(listener, Winsock2.FD_ACCEPT);

    for (long none : new long[] {gone.hWnd(), HWND_BROADCAST, HWND_MESSAGE, -1, 0}) {
      assertThat(world.ws2.wsaAsyncSelect(listener, none, MESSAGE, Winsock2.FD_READ).errno())
          .as("window %d", none)
          .isEqualTo(WsaError.WSAEINVAL.code());
    }

    connectTo(listener);
    expect(listener, Winsock2.FD_ACCEPT);
  }

  @Test
  void givenWindowThatEnds_whenEventsGoOn_thenTheSocketsDoToo() {
    SystemWindow ending = new SystemWindow();
    SocketHandle listener = world.listener();
    world
        .ws2
        .wsaAsyncSelect(listener, ending.hWnd(), MESSAGE, Winsock2.FD_ACCEPT)
        .orThrow("WSAAsyncSelect");
    ending.close();

    SocketHandle client = connectTo(listener);

    SocketHandle server = world.accept(listener);
    world.send(client, "a");
    assertThat(world.receive(server, 1)).isEqualTo("a");
  }
}
