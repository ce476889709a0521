package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upcalls and duplicates when the environment has no handle left, and after one is given back. */
class NoHandleLeftTest {
  private static final int LIMIT = 40;

  private static final class Layer extends LayeredProvider {
    Upcalls given() {
      return upcalls();
    }
  }

  private final Layer layer = new Layer();
  private final Winsock winsock =
      Winsock.builder()
          .base(LoopbackProvider.create(), LoopbackProvider.protocols())
          .layer(layer)
          .handleLimit(LIMIT)
          .build();

  private EventHandle lastOne;

  @BeforeEach
  void leaveNone() {
    winsock
        .ws2_32()
        .socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0)
        .orThrow("socket, which starts the providers");
    while (winsock.openHandles() < LIMIT) {
      lastOne = winsock.kernel32().createEvent(true, false);
    }
  }

  @AfterEach
  void close() {
    winsock.close();
  }

  private void giveOneBack() {
    assertThat(winsock.kernel32().closeHandle(lastOne)).isEqualTo(BoolResult.TRUE);
  }

  /** Of an entry of the layer, whose the upcall must be. */
  private int entry() {
    return winsock.catalog().entries().get(0).catalogEntryId();
  }

  /** WPU-CREATE-7. */
  @Test
  void givenNoHandleLeft_whenAProviderMakesASocketHandle_thenEnobufs() {
    assertThat(layer.given().wpuCreateSocketHandle(entry(), 5))
        .isEqualTo(SocketResult.failed(WsaError.WSAENOBUFS));
    giveOneBack();

    SocketHandle made = layer.given().wpuCreateSocketHandle(entry(), 5).orThrow("the next one");

    assertThat(layer.given().wpuQuerySocketHandleContext(made).context()).isEqualTo(5);
  }

  /** WPU-EVENT-2. */
  @Test
  void givenNoHandleLeft_whenAProviderMakesAnEvent_thenNotEnoughMemory() {
    assertThat(layer.given().wpuCreateEvent())
        .isEqualTo(EventResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY));
    giveOneBack();

    assertThat(layer.given().wpuCreateEvent().errno()).isZero();
  }

  /** WPU-THREAD-1. */
  @Test
  void givenNoHandleLeft_whenAProviderOpensItsThread_thenEnobufs() {
    assertThat(layer.given().wpuOpenCurrentThread())
        .isEqualTo(ThreadIdResult.failed(WsaError.WSAENOBUFS));
    giveOneBack();

    assertThat(layer.given().wpuOpenCurrentThread().errno()).isZero();
  }

  /** A window needs two events: the one that could be made is not kept. */
  @Test
  void givenOneHandleLeft_whenAWindowIsMade_thenItFailsAndTheOneIsLeft() {
    giveOneBack();

    assertThatThrownBy(winsock::messageQueue).isInstanceOf(KernelException.class);

    assertThat(winsock.openHandles()).isEqualTo(LIMIT - 1);
  }

  @Test
  void givenNoHandleLeft_whenAClientWaitsForAChange_thenNotEnoughMemoryAtOnce() {
    giveOneBack();
    SocketHandle changes = winsock.ws2_32().wsaProviderConfigChange(null, null, null).handle();

    assertThat(winsock.ws2_32().wsaProviderConfigChange(changes, null, null).errno())
        .isEqualTo(WsaError.WSA_NOT_ENOUGH_MEMORY.code());
  }

  /** A system handle is what the base's own entry makes. */
  @Test
  void givenNoHandleLeft_whenASystemSocketIsDuplicated_thenNotEnoughQuota() {
    giveOneBack();
    ProtocolInfo base =
        winsock.catalog().entries().stream()
            .filter(e -> e.isBase() && e.socketType() == Winsock2.SOCK_STREAM)
            .findFirst()
            .orElseThrow();
    SocketHandle system =
        winsock
            .ws2_32()
            .wsaSocket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0, base, 0, 0)
            .orThrow("WSASocket");

    assertThat(winsock.kernel32().duplicateHandle(system).error())
        .isEqualTo(Win32Error.ERROR_NOT_ENOUGH_QUOTA.code());
  }
}
