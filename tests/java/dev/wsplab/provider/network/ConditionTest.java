package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptRequest;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code SO_CONDITIONAL_ACCEPT}, and what a condition function is told (pages of both). */
@ParameterizedClass
@EnumSource(Base.class)
class ConditionTest {
  private final TcpWorld world;

  ConditionTest(Base base) {
    world = new TcpWorld(base);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private SocketHandle askingListener() {
    SocketHandle listener = world.bound();
    world.set(listener, Winsock2.SO_CONDITIONAL_ACCEPT, 1);
    world.ws2.listen(listener, 4).orThrow("listen");
    return listener;
  }

  private int set(SocketHandle s, byte[] value) {
    return world
        .ws2
        .setsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_CONDITIONAL_ACCEPT, value)
        .errno();
  }

  private int isOn(SocketHandle s) {
    return world.get(s, Winsock2.SO_CONDITIONAL_ACCEPT).intOrThrow("getsockopt");
  }

  @Test
  void givenCondition_whenAsked_thenNoDataNoQualityAnEmptyAnswerAndAGroup_WSP_ACCEPT_1() {
    SocketHandle listener = askingListener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    List<AcceptRequest> seen = new ArrayList<>();
    List<Object> memory = new ArrayList<>();

    AcceptResult accepted =
        world.ws2.wsaAccept(
            listener,
            request -> {
              seen.add(request);
              WsaBuffers answer = request.calleeData();
              memory.add(answer == null ? "none" : answer.capture().totalLength());
              memory.add(Kernel.get().memory().loadInt(request.group()));
              Kernel.get().memory().storeInt(request.group(), 1);
              return Winsock2.CF_ACCEPT;
            },
            4711);

    assertThat(accepted.succeeded()).isTrue();
    AcceptRequest told = seen.get(0);
    assertThat(told.callerId()).isEqualTo(world.nameOf(client));
    assertThat(told.calleeId()).isEqualTo(world.nameOf(listener));
    assertThat(told.callerData()).as("page WSAAccept: NULL when there is none").isNull();
    assertThat(told.sqos()).isZero();
    assertThat(told.gqos()).isZero();
    assertThat(told.callbackData()).isEqualTo(4711);
    assertThat(memory).as("callee data of length 0, group 0").containsExactly(0L, 0);
    assertThat(world.get(accepted.socket(), Winsock2.SO_GROUP_ID).intOrThrow("getsockopt"))
        .as("groups are reserved")
        .isZero();
  }

  @Test
  void givenOption_whenSet_thenOffBeforeAndReadBackAndInheritedByTheAccepted() {
    SocketHandle s = world.socket();
    assertThat(isOn(s)).isZero();
    world.set(s, Winsock2.SO_CONDITIONAL_ACCEPT, 2);
    assertThat(isOn(s)).isEqualTo(1);
    world.set(s, Winsock2.SO_CONDITIONAL_ACCEPT, 0);
    assertThat(isOn(s)).isZero();

    SocketHandle listener = askingListener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    assertThat(isOn(world.accept(listener))).as("WSP-ACCEPT-1").isEqualTo(1);
  }

  @Test
  void givenListeningSocket_whenTheOptionIsSet_thenInvalid() {
    SocketHandle listener = askingListener();

    assertThat(set(listener, TcpWorld.bytes(0))).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(isOn(listener)).isEqualTo(1);
  }

  @Test
  void givenTooShortValue_whenTheOptionIsSetOrRead_thenFault() {
    SocketHandle s = world.socket();

    assertThat(set(s, new byte[3])).isEqualTo(WsaError.WSAEFAULT.code());
    OptionResult read =
        world.ws2.getsockopt(s, Winsock2.SOL_SOCKET, Winsock2.SO_CONDITIONAL_ACCEPT, 3);
    assertThat(read.errno()).isEqualTo(WsaError.WSAEFAULT.code());
  }

  @Test
  void givenListenerThatAsks_whenTheConditionDefersAndThenRejects_thenQueuedAndThenReset() {
    SocketHandle listener = askingListener();
    world.nonBlocking(listener);
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");
    world.until(
        () ->
            world.ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0).errno()
                == WsaError.WSATRY_AGAIN.code());

    AcceptResult rejected = world.ws2.wsaAccept(listener, request -> Winsock2.CF_REJECT, 0);
    AcceptResult nobody = world.ws2.wsaAccept(listener, request -> Winsock2.CF_ACCEPT, 0);

    assertThat(rejected.errno()).isEqualTo(WsaError.WSAECONNREFUSED.code());
    assertThat(nobody.errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
    world.ws2.recv(client, WsaBuffers.of(world.block(1)), 0);
    assertThat(world.errorOfSending(client)).isEqualTo(WsaError.WSAECONNRESET.code());
  }

  @Test
  void givenListenerThatAsks_whenAcceptedWithoutCondition_thenAccepted() {
    SocketHandle listener = askingListener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");

    assertThat(world.ws2.accept(listener).address()).isEqualTo(world.nameOf(client));
  }

  @Test
  void givenUnknownDecision_whenAccepting_thenInvalidAndTheRequestStaysQueued() {
    SocketHandle listener = world.listener();
    SocketHandle client = world.socket();
    world.ws2.connect(client, world.nameOf(listener)).orThrow("connect");

    assertThat(world.ws2.wsaAccept(listener, request -> 3, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.accept(listener).succeeded()).isTrue();
  }
}
