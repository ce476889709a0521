package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.MswsockFunction;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails past the table of thirty: WSPStartup, and the functions that have a pointer. */
class FaultyExtensionsTest {
  private static final class Layer extends LayeredProvider {}

  private static final String LAYER = "java:" + Layer.class.getName();
  private static final String BASE = "java:" + LoopbackProvider.class.getName();
  private static final SocketHandle SOCKET = new SocketHandle(8);

  private final AtomicInteger reached = new AtomicInteger();

  /** Registers a function as a provider that a plan stands before, and gives what clients call. */
  private ExtensionFunction registered(FaultPlan plan, ExtensionFunction function) {
    AtomicReference<Ws2Exports> given = new AtomicReference<>();
    AtomicReference<ExtensionFunction> published = new AtomicReference<>();
    ServiceProvider provider =
        stub(
            ServiceProvider.class,
            (proxy, arguments) -> {
              given.set((Ws2Exports) arguments[3]);
              return StartupResult.started("stub", (ServiceProvider) proxy);
            });
    Ws2Exports exports =
        stub(
            Ws2Exports.class,
            (proxy, arguments) -> {
              if (arguments != null) {
                published.set((ExtensionFunction) arguments[0]);
              }
              return 7L;
            });
    plan.intercept(Guid.random(), "java:Base", provider)
        .wspStartup(
            Winsock2.VERSION_2_2,
            ProtocolInfo.builder().chain(List.of(7)).build(),
            stub(Upcalls.class, (proxy, arguments) -> null),
            exports);
    given.get().extensionPointer(function);
    return published.get();
  }

  private interface Answer {
    Object to(Object proxy, Object[] arguments);
  }

  private static <T> T stub(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(proxy, arguments)));
  }

  private Result reach() {
    reached.incrementAndGet();
    return Result.done(3);
  }

  private TransferResult reachTransfer() {
    reached.incrementAndGet();
    return TransferResult.done(3, 0);
  }

  private ExtensionFunction function(MswsockFunction which) {
    return switch (which) {
      case ACCEPT_EX ->
          (ExtensionFunction.AcceptEx) (listen, accept, out, data, local, remote, o) -> reach();
      case CONNECT_EX -> (ExtensionFunction.ConnectEx) (s, name, data, length, o) -> reach();
      case DISCONNECT_EX -> (ExtensionFunction.DisconnectEx) (s, o, flags, reserved) -> reach();
      case TRANSMIT_FILE ->
          (ExtensionFunction.TransmitFile) (s, file, b, per, o, head, tail, flags) -> reach();
      case TRANSMIT_PACKETS -> (ExtensionFunction.TransmitPackets) (s, e, size, o, f) -> reach();
      case WSA_RECV_MSG -> (ExtensionFunction.WsaRecvMsg) (s, m, o, r) -> reachTransfer();
      case WSA_SEND_MSG -> (ExtensionFunction.WsaSendMsg) (s, m, f, o, r) -> reachTransfer();
    };
  }

  /** The error that a call gives, 0 for success. */
  private static int call(ExtensionFunction function) {
    if (function instanceof ExtensionFunction.AcceptEx f) {
      return f.acceptEx(SOCKET, SOCKET, 0, 0, 0, 0, null).error();
    }
    if (function instanceof ExtensionFunction.ConnectEx f) {
      return f.connectEx(SOCKET, null, 0, 0, null).error();
    }
    if (function instanceof ExtensionFunction.DisconnectEx f) {
      return f.disconnectEx(SOCKET, null, 0, 0).error();
    }
    if (function instanceof ExtensionFunction.TransmitFile f) {
      return f.transmitFile(SOCKET, null, 0, 0, null, null, null, 0).error();
    }
    if (function instanceof ExtensionFunction.TransmitPackets f) {
      return f.transmitPackets(SOCKET, List.of(), 0, null, 0).error();
    }
    if (function instanceof ExtensionFunction.WsaRecvMsg f) {
      return f.wsaRecvMsg(SOCKET, null, null, null).errno();
    }
    return ((ExtensionFunction.WsaSendMsg) function)
        .wsaSendMsg(SOCKET, null, 0, null, null)
        .errno();
  }

  /** WSP-IOCTL-4: past the table. */
  @ParameterizedTest
  @EnumSource
  void givenAnyExtensionThatFailsAtItsSecondCall_whenCalledThreeTimes_thenThatOneGoesNoFurther(
      MswsockFunction which) {
    for (WsaError error : DocumentedErrors.of(which)) {
      if (error == WsaError.WSA_IO_PENDING) {
        continue;
      }
      FaultPlan plan = FaultPlan.seeded(1).failNth(which, 2, error).build();
      ExtensionFunction function = registered(plan, function(which));
      reached.set(0);

      assertThat(List.of(call(function), call(function), call(function)))
          .containsExactly(0, error.code(), 0);

      assertThat(reached).hasValue(2);
      assertThat(plan.faults())
          .singleElement()
          .extracting(Fault::provider, Fault::function, Fault::call, Fault::socket, Fault::error)
          .containsExactly("java:Base", which.winsockName(), 2L, SOCKET.value(), error.code());
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenAnyExtension_whenEveryCallFails_thenEachErrorIsOfItsPageAndNoneIsPending(
      MswsockFunction which) {
    FaultPlan plan = FaultPlan.seeded(3).failRandomly(which, 1).build();
    ExtensionFunction function = registered(plan, function(which));
    List<Integer> errors = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      errors.add(call(function));
    }

    List<Integer> documented =
        DocumentedErrors.of(which).stream()
            .filter(error -> error != WsaError.WSA_IO_PENDING)
            .map(WsaError::code)
            .toList();
    assertThat(errors.stream().distinct().toList()).containsExactlyInAnyOrderElementsOf(documented);
    assertThat(reached).hasValue(0);
  }

  @Test
  void givenErrorThatThePageDoesNotHave_whenPlanned_thenItIsRefusedWithThoseThatItHas() {
    FaultPlan.Builder plan = FaultPlan.seeded(1);

    assertThatThrownBy(() -> plan.failNth(MswsockFunction.DISCONNECT_EX, 1, WsaError.WSAEISCONN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("error=WSAEISCONN: DisconnectEx is documented to fail with one of")
        .hasMessageContaining("WSAENOTCONN")
        .hasMessageNotContaining("WSA_IO_PENDING");
    assertThatThrownBy(() -> plan.failNth(MswsockFunction.ACCEPT_EX, 1, WsaError.WSA_IO_PENDING))
        .hasMessageStartingWith("error=WSA_IO_PENDING: AcceptEx is documented to fail with one of");
    assertThatThrownBy(() -> plan.failNthStartup(1, WsaError.WSAENOBUFS))
        .hasMessage(
            "error=WSAENOBUFS: WSPStartup is documented to fail with one of WSAEFAULT,"
                + " WSAEINPROGRESS, WSAEPROCLIM, WSASYSNOTREADY, WSAVERNOTSUPPORTED");
    assertThatThrownBy(() -> plan.failStartupRandomly(1, WsaError.WSAENOBUFS))
        .hasMessageStartingWith("error=WSAENOBUFS: WSPStartup is documented");
  }

  private static Winsock layered(FaultPlan plan) {
    return Winsock.builder()
        .base(LoopbackProvider.builder().nonIfs().build())
        .layer(new Layer())
        .intercept(plan)
        .build();
  }

  /** The layer's client is told the error of the function below, once, by the base's name. */
  @Test
  void givenTheBasesDisconnectExFails_whenALayerPassesItOn_thenItsClientSeesTheError() {
    FaultPlan plan =
        FaultPlan.seeded(1).failNth(MswsockFunction.DISCONNECT_EX, 1, WsaError.WSAENETDOWN).build();
    try (Winsock winsock = layered(plan);
        SocketPair pair = winsock.connectedPair()) {
      Ws2_32 ws2 = winsock.ws2_32();
      SocketHandle s = pair.client().handle();

      assertThat(ws2.extensions().disconnectEx(s, null, 0).error())
          .isEqualTo(WsaError.WSAENETDOWN.code());
      assertThat(ws2.extensions().disconnectEx(s, null, 0)).isEqualTo(Result.done(0));

      assertThat(plan.faults()).extracting(Fault::provider).containsExactly(BASE);
    }
  }

  @Test
  void givenTheLayersDisconnectExFails_whenCalled_thenTheBaseIsNotReached() {
    FaultPlan plan =
        FaultPlan.seeded(1)
            .functionsOf(LAYER)
            .failNth(MswsockFunction.DISCONNECT_EX, 1, WsaError.WSAENOTCONN)
            .build();
    try (Winsock winsock = layered(plan);
        SocketPair pair = winsock.connectedPair()) {
      SocketHandle s = pair.client().handle();

      assertThat(winsock.ws2_32().extensions().disconnectEx(s, null, 0).error())
          .isEqualTo(WsaError.WSAENOTCONN.code());

      assertThat(plan.faults())
          .singleElement()
          .extracting(Fault::provider, Fault::socket)
          .containsExactly(LAYER, s.value());
    }
  }

  /** WSP-START-2; a provider that has not started is asked again with the next socket. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "WSASYSNOTREADY",
        "WSAVERNOTSUPPORTED",
        "WSAEINPROGRESS",
        "WSAEPROCLIM",
        "WSAEFAULT"
      })
  void givenAStartThatFails_whenASocketIsMade_thenTheCallFailsAndTheNextOneSucceeds(
      WsaError error) {
    FaultPlan plan = FaultPlan.seeded(1).failNthStartup(1, error).build();
    try (Winsock winsock =
        Winsock.builder().base(LoopbackProvider.create()).intercept(plan).build()) {
      int first = winsock.ws2_32().socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno();
      assertThat(first).isEqualTo(WsaError.WSAEPROVIDERFAILEDINIT.code());
      try (ClientSocket second = winsock.tcpSocket()) {
        assertThat(second.handle().isInvalid()).isFalse();
      }
      assertThat(plan.faults())
          .singleElement()
          .extracting(Fault::provider, Fault::function, Fault::call, Fault::error)
          .containsExactly(BASE, "WSPStartup", 1L, error.code());
    }
  }

  @Test
  void givenStartsThatFailByChance_whenRepeatedWithTheSameSeed_thenTheSameOnesFail() {
    assertThat(starts(5)).isEqualTo(starts(5)).contains(true, false);
  }

  private static List<Boolean> starts(long seed) {
    FaultPlan plan = FaultPlan.seeded(seed).failStartupRandomly(0.8).build();
    List<Boolean> made = new ArrayList<>();
    try (Winsock winsock =
        Winsock.builder().base(LoopbackProvider.create()).intercept(plan).build()) {
      for (int i = 0; i < 30; i++) {
        var result = winsock.ws2_32().socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0);
        made.add(!result.socket().isInvalid());
        if (!result.socket().isInvalid()) {
          winsock.ws2_32().closesocket(result.socket());
        }
      }
    }
    return made;
  }
}
