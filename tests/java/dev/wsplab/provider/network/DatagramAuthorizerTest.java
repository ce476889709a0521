package dev.wsplab.provider.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.ScriptedAuthorizer.About;
import dev.wsplab.provider.network.ScriptedAuthorizer.Asked;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams of both bases while an authorizer is asked about them (WFP-35, WFP-38, WFP-50). */
@ParameterizedClass
@EnumSource(Base.class)
class DatagramAuthorizerTest {
  private final ScriptedAuthorizer authorizer = new ScriptedAuthorizer();
  private final TcpWorld world;
  private final DatagramWorld udp;

  DatagramAuthorizerTest(Base base) {
    world = AuthorizerTest.worldOf(base, authorizer);
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void givenPermits_whenSent_thenBothEndsAreAskedAboutEachDatagramWithItsData() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    udp.send(a, "one", b);
    udp.send(a, "two", b);
    assertThat(udp.receive(b)).isEqualTo("one");
    assertThat(udp.receive(b)).isEqualTo("two");
    assertThat(authorizer.asked(About.DATAGRAM_OUT))
        .extracting(asked -> new String(asked.data(), UTF_8))
        .containsExactly("one", "two");
    Asked in = authorizer.asked(About.DATAGRAM_IN).get(1);
    assertThat(in.data()).isEqualTo(bytes("two"));
    assertThat(in.request().local()).isEqualTo(world.nameOf(b));
    assertThat(in.request().remote()).isEqualTo(world.nameOf(a));
  }

  @Test
  void givenBlock_whenSent_thenTheCallFailsAndNothingArrives() {
    authorizer.block(About.DATAGRAM_OUT, WsaError.WSAEACCES.code());
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    assertThat(udp.trySend(a, "x", world.nameOf(b)).errno()).isEqualTo(WsaError.WSAEACCES.code());
    assertThat(authorizer.asked(About.DATAGRAM_IN)).isEmpty();
  }

  @Test
  void givenPendedDatagram_whenPermittedLater_thenItWasLostAndWhatIsInjectedArrives() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    authorizer.pend(About.DATAGRAM_OUT);
    udp.send(a, "lost", b);
    Asked asked = authorizer.next();
    assertThat(asked.answer().permit()).isFalse();
    assertThat(asked.inject(bytes("kept"))).isZero();
    assertThat(udp.receive(b)).isEqualTo("kept");
    assertThat(authorizer.asked(About.DATAGRAM_OUT)).as("not asked again").hasSize(1);
  }

  @Test
  void givenPendedArrival_whenInjectedLater_thenTheReceiverThatWaitsGetsIt() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    authorizer.pend(About.DATAGRAM_IN);
    udp.send(a, "lost", b);
    Asked asked = authorizer.next();
    var received = TcpWorld.inBackground(() -> udp.receive(b));
    assertThat(asked.inject(bytes("kept"))).isZero();
    assertThat(TcpWorld.resultOf(received)).isEqualTo("kept");
  }

  @Test
  void givenBlockedArrival_whenSent_thenItsSenderSucceedsAndTheNextOneIsReceived() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    authorizer.on(
        About.DATAGRAM_IN,
        asked -> {
          if (asked.data().length == 3) {
            asked.answer().block(WsaError.WSAEACCES.code());
          } else {
            asked.answer().permit();
          }
        });
    udp.send(a, "bad", b);
    udp.send(a, "good", b);
    assertThat(udp.receive(b)).isEqualTo("good");
  }

  @Test
  void givenClosedSocket_whenInjected_thenItSaysSo() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    authorizer.pend(About.DATAGRAM_OUT);
    udp.send(a, "lost", b);
    Asked asked = authorizer.next();
    world.ws2.closesocket(a).orThrow("closesocket");
    assertThat(asked.inject(bytes("late"))).isEqualTo(WsaError.WSAENOTSOCK.code());
  }

  @Test
  void givenUnboundSocket_whenItSends_thenItsBindIsAskedAbout() {
    SocketHandle a = udp.socket();
    SocketHandle b = udp.bound();
    int before = authorizer.asked(About.BIND).size();
    udp.send(a, "x", b);
    assertThat(authorizer.asked(About.BIND)).hasSize(before + 1);
    authorizer.block(About.BIND, WsaError.WSAEACCES.code());
    SocketHandle c = udp.socket();
    assertThat(udp.trySend(c, "x", world.nameOf(b)).errno()).isEqualTo(WsaError.WSAEACCES.code());
  }
}
