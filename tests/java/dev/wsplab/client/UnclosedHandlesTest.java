package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.host.OpenHandle;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever function has made a handle, it is told of until it is closed. */
class UnclosedHandlesTest {
  private final Winsock winsock =
      Winsock.builder().base(LoopbackProvider.create()).watchClient().build();
  private final Ws2_32 ws2 = winsock.ws2_32();
  private final Kernel32 kernel32 = winsock.kernel32();

  @AfterEach
  void close() {
    winsock.close();
  }

  private void assertThatItIsTold(Handle handle, String function, Supplier<BoolResult> close) {
    assertThat(winsock.unclosedHandles())
        .filteredOn(open -> open.handle().equals(handle))
        .extracting(OpenHandle::function)
        .containsExactly(function);
    assertThat(close.get().returnValue()).isTrue();
    assertThat(winsock.unclosedHandles()).extracting(OpenHandle::handle).doesNotContain(handle);
  }

  private void assertThatItIsTold(EventHandle event, String function) {
    assertThatItIsTold(event, function, () -> kernel32.closeHandle(event));
  }

  private void assertThatItIsTold(PortHandle port, String function) {
    assertThatItIsTold(port, function, () -> kernel32.closeHandle(port));
  }

  private void assertThatItIsTold(ThreadHandle thread, String function) {
    assertThatItIsTold(thread, function, () -> kernel32.closeHandle(thread));
  }

  private void assertThatItIsTold(SocketHandle socket, String function) {
    assertThatItIsTold(socket, function, () -> kernel32.closeHandle(socket));
  }

  private SocketHandle socket() {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  @Test
  void givenHandlesOfKernel32_whenMade_thenEachIsToldUntilItIsClosed() {
    EventHandle event = kernel32.createEvent(true, false);
    PortHandle port = kernel32.createIoCompletionPort(null, null, 0, 0).orThrow();
    ThreadHandle thread = kernel32.openThread().handle();
    SocketHandle socket = socket();

    assertThatItIsTold(kernel32.duplicateHandle(event).handle(), "DuplicateHandle");
    assertThatItIsTold(kernel32.duplicateHandle(port).handle(), "DuplicateHandle");
    assertThatItIsTold(kernel32.duplicateHandle(thread).handle(), "DuplicateHandle");
    assertThatItIsTold(kernel32.duplicateHandle(socket).handle(), "DuplicateHandle");
    assertThatItIsTold(event, "CreateEvent");
    assertThatItIsTold(port, "CreateIoCompletionPort");
    assertThatItIsTold(thread, "OpenThread");
  }

  @Test
  void givenHandlesOfWinsock_whenMade_thenEachIsToldUntilItIsClosed() {
    SocketHandle listener = socket();
    ws2.bind(listener, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(listener, 1).orThrow("listen");
    SocketHandle client = socket();
    ws2.connect(client, ws2.getsockname(listener).orThrow("getsockname")).orThrow("connect");
    SocketHandle server = ws2.accept(listener).socket();
    EventHandle event = ws2.wsaCreateEvent().event();
    SocketHandle changes = ws2.wsaProviderConfigChange(null, null, null).handle();

    assertThatItIsTold(server, "WSAAccept");
    assertThatItIsTold(client, "WSASocket");
    assertThatItIsTold(event, "WSACreateEvent");
    assertThatItIsTold(changes, "WSAProviderConfigChange");
  }

  @Test
  void givenSocketsThatCannotBeMade_whenAskedFor_thenNothingIsTold() {
    ws2.socket(99, Winsock2.SOCK_STREAM, 0);
    ws2.accept(new SocketHandle(4711));

    assertThat(winsock.unclosedHandles()).isEmpty();
  }
}
