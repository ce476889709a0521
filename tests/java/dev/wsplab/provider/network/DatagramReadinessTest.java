package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.AffectedByWine;
import dev.wsplab.platform.OnWine;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** select, WSAPoll and WSAEventSelect on datagram sockets. */
@ParameterizedClass
@EnumSource(Base.class)
class DatagramReadinessTest implements AffectedByWine {
  private static final TimeVal NOW = new TimeVal(0, 0);
  private static final TimeVal BOUND = new TimeVal(TcpWorld.BOUND_MILLIS / 1000, 0);

  private final TcpWorld world;
  private final DatagramWorld udp;

  @Override
  public boolean isAffectedByWine() {
    return world.isWine();
  }

  DatagramReadinessTest(Base base) {
    world = new TcpWorld(base);
    udp = new DatagramWorld(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static FdSet set(SocketHandle s) {
    FdSet set = new FdSet(8);
    set.add(s);
    return set;
  }

  private int readable(SocketHandle s, TimeVal timeout) {
    return world.ws2.select(set(s), null, null, timeout).returnValue();
  }

  @Test
  void givenDatagramSocket_whenSelecting_thenWritableAtOnceAndReadableWithADatagram() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();

    assertThat(readable(b, NOW)).isZero();
    assertThat(world.ws2.select(null, set(b), null, NOW).returnValue()).isOne();
    FutureTask<Integer> waiting = TcpWorld.inBackground(() -> readable(b, BOUND));
    udp.send(a, "", b);

    assertThat(TcpWorld.resultOf(waiting)).isOne();
    assertThat(readable(b, NOW)).isOne();
    assertThat(udp.receive(b)).isEmpty();
    assertThat(readable(b, NOW)).isZero();
  }

  @Test
  @OnWine(value = "WSP-RECV-12", instead = "an unconnected socket never hears of it")
  void givenADatagramThatFoundNobody_whenSelecting_thenReadableUntilTheErrorIsTaken_WSP_RECV_12() {
    SocketHandle a = udp.bound();
    udp.send(a, "lost", udp.deserted());

    if (world.isWine()) {
      udp.send(a, "it", a);
      assertThat(readable(a, BOUND)).isOne();
      assertThat(udp.receive(a)).isEqualTo("it");
      return;
    }
    assertThat(readable(a, BOUND)).isOne();
    assertThat(readable(a, NOW)).isOne();
    assertThat(udp.receive(a, 9, 0).result().errno())
        .isEqualTo(TcpWorld.code(WsaError.WSAECONNRESET));
    assertThat(readable(a, NOW)).isZero();
  }

  @Test
  void givenDatagramSocket_whenPolling_thenInAndOut() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    int wanted = PollFd.POLLRDNORM | PollFd.POLLWRNORM;

    int before = world.ws2.wsaPoll(List.of(new PollFd(b, wanted)), 0).revents().get(0);
    udp.send(a, "x", b);
    world.ws2.wsaPoll(List.of(new PollFd(b, PollFd.POLLRDNORM)), TcpWorld.BOUND_MILLIS);
    int after = world.ws2.wsaPoll(List.of(new PollFd(b, wanted)), 0).revents().get(0);

    assertThat(before).isEqualTo(PollFd.POLLWRNORM);
    assertThat(after).isEqualTo(wanted);
  }

  @Test
  void givenEventSelect_whenDatagramsCome_thenFdReadOnceUntilAReceiveEnablesItAgain() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.bound();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(b, event, Winsock2.FD_READ | Winsock2.FD_WRITE).orThrow("select");
    assertThat(events(b, event)).isEqualTo(Winsock2.FD_WRITE);

    udp.send(a, "one", b);
    udp.send(a, "two", b);

    assertThat(events(b, event)).isEqualTo(Winsock2.FD_READ);
    assertThat(world.isSignalled(event)).isFalse();
    assertThat(udp.receive(b)).isEqualTo("one");
    assertThat(events(b, event)).as("one more is there").isEqualTo(Winsock2.FD_READ);
    assertThat(udp.receive(b)).isEqualTo("two");
    assertThat(world.isSignalled(event)).isFalse();
  }

  @Test
  void givenEventSelectBeforeTheSocketIsBound_whenADatagramComes_thenFdReadAllTheSame() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.socket();
    EventHandle event = world.event();
    world.ws2.wsaEventSelect(b, event, Winsock2.FD_READ).orThrow("WSAEventSelect");

    udp.send(b, "binds", a);
    udp.send(a, "answer", udp.receive(a, 9, 0).from());

    assertThat(events(b, event)).isEqualTo(Winsock2.FD_READ);
  }

  @Test
  void givenSelectThatWaits_whenTheSocketIsBoundMeanwhile_thenItHearsOfTheDatagram() {
    SocketHandle a = udp.bound();
    SocketHandle b = udp.socket();
    FutureTask<Integer> waiting = TcpWorld.inBackground(() -> readable(b, BOUND));

    udp.send(b, "binds", a);
    udp.send(a, "answer", udp.receive(a, 9, 0).from());

    assertThat(TcpWorld.resultOf(waiting)).isOne();
  }

  private int events(SocketHandle s, EventHandle event) {
    world.await(event);
    NetworkEventsResult events = world.ws2.wsaEnumNetworkEvents(s, event);
    assertThat(events.errno()).isZero();
    return events.events();
  }
}
