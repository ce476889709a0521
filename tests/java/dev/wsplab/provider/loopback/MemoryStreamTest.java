package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.ConnectionGate;
import dev.wsplab.provider.network.Iovecs;
import dev.wsplab.provider.network.SocketOption;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of the network in memory, without a provider above them: readiness, gate and end. */
class MemoryStreamTest {
  private static final Sockaddr ANY = Sockaddr.loopback(0);
  private static final int WOULD_BLOCK = WsaError.WSAEWOULDBLOCK.code();
  private static final int REFUSED = WsaError.WSAECONNREFUSED.code();
  private static final int RESET = WsaError.WSAECONNRESET.code();

  private final MemoryNetwork network =
      new MemoryNetwork(
          Kernel.get().memory(), new ConnectionFailures(), new DatagramFaults(0, 0, 0));
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final NativeBlock room = NativeBlock.allocate(64);
  private final List<String> told = new ArrayList<>();
  private final MemorySocket listener = stream();

  @BeforeEach
  void listen() {
    assertThat(listener.bind(ANY, false, false)).isZero();
    listener.listen(2);
  }

  @AfterEach
  void free() {
    data.close();
    room.close();
  }

  private MemorySocket stream() {
    return new MemorySocket(network, Winsock2.AF_INET);
  }

  private Sockaddr listenersName() {
    return listener.localName().orThrow("localName");
  }

  private MemorySocket connected() {
    MemorySocket made = stream();
    assertThat(made.connect(listenersName())).isEqualTo(WOULD_BLOCK);
    assertThat(made.connectResult(listenersName())).isZero();
    return made;
  }

  private MemorySocket accepted() {
    return (MemorySocket) listener.accept().socket();
  }

  private long send(MemorySocket from) {
    return from.send(Iovecs.of(data), 0);
  }

  private long receive(MemorySocket at) {
    return at.receive(Iovecs.of(room), 0);
  }

  private void watch(MemorySocket socket, String name) {
    socket.watch(
        (r, w, e, g) ->
            told.add(
                name
                    + (r ? " readable" : "")
                    + (w ? " writable" : "")
                    + (e ? " exceptional" : "")
                    + (g ? " gone" : "")));
    tell();
  }

  private void tell() {
    network.tellReady(false);
  }

  private List<String> tellAndTake() {
    tell();
    List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  @Test
  void givenListener_whenSomeoneConnects_thenBothEndsAreTold() {
    watch(listener, "listener");
    assertThat(tellAndTake()).as("nothing is ready yet").isEmpty();
    MemorySocket client = stream();
    watch(client, "client");
    assertThat(tellAndTake()).isEmpty();

    client.connect(listenersName());

    assertThat(tellAndTake()).containsExactly("listener readable", "client writable");
    watch(listener, "again");
    assertThat(tellAndTake()).containsExactly("again readable");
    accepted();
    watch(listener, "accepted");
    assertThat(tellAndTake()).isEmpty();
  }

  @Test
  void givenConnection_whenWatched_thenItsReadinessIsToldAndThenEachChange() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    watch(server, "server");
    assertThat(tellAndTake()).containsExactly("server writable");

    assertThat(send(client)).isEqualTo(3);
    assertThat(tellAndTake()).containsExactly("server readable");
    watch(server, "again");
    assertThat(tellAndTake()).containsExactly("again readable writable");
    client.send(Iovecs.of(data), Winsock2.MSG_OOB);
    assertThat(tellAndTake()).containsExactly("again readable exceptional");
    client.close();
    assertThat(tellAndTake()).containsExactly("again readable gone");
    watch(server, "last");
    assertThat(tellAndTake()).containsExactly("last readable writable exceptional gone");
    server.stopWatching();
    server.reset();
    assertThat(tellAndTake()).isEmpty();
  }

  @Test
  void givenSenderWithoutRoom_whenTheReceiverTakesSomething_thenTheSenderIsToldOnce() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    client.setOption(SocketOption.SEND_BUFFER, 0);
    server.setOption(SocketOption.RECEIVE_BUFFER, 3);
    watch(client, "client");
    told.clear();
    assertThat(send(client)).isEqualTo(3);
    assertThat(receive(server)).isEqualTo(3);
    assertThat(tellAndTake()).as("it did not ask for room").isEmpty();

    send(client);
    assertThat(send(client)).isEqualTo(-WOULD_BLOCK);
    assertThat(server.receive(Iovecs.of(WsaBuffers.of(room.address(), 1)), Winsock2.MSG_PEEK))
        .isEqualTo(1);
    assertThat(tellAndTake()).as("a peek makes no room").isEmpty();
    assertThat(server.receive(Iovecs.of(WsaBuffers.of(room.address(), 1)), 0)).isEqualTo(1);

    assertThat(tellAndTake()).containsExactly("client writable");
    receive(server);
    assertThat(tellAndTake()).isEmpty();
  }

  @Test
  void givenSenderWithoutRoom_whenTheReceiversBufferGrows_thenTheSenderIsTold() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    client.setOption(SocketOption.SEND_BUFFER, 0);
    server.setOption(SocketOption.RECEIVE_BUFFER, 3);
    watch(client, "client");
    send(client);
    assertThat(send(client)).isEqualTo(-WOULD_BLOCK);
    told.clear();

    server.setOption(SocketOption.RECEIVE_BUFFER, 4);

    assertThat(tellAndTake()).containsExactly("client writable");
    assertThat(send(client)).isEqualTo(1);
  }

  @Test
  void givenUnreadBytes_whenTheReceiverCloses_thenTheSenderIsToldOfTheResetAndFindsItOnce() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    watch(client, "client");
    told.clear();
    send(client);

    server.close();

    assertThat(tellAndTake()).containsExactly("client readable writable exceptional gone");
    assertThat(client.hasUnsent()).isFalse();
    assertThat(client.takeError()).isEqualTo(RESET);
    assertThat(client.takeError()).isZero();
    assertThat(send(client)).isEqualTo(-RESET);
    assertThat(receive(client)).isEqualTo(-RESET);
    assertThat(client.probe()).isEqualTo(-RESET);
  }

  @Test
  void givenResetThatASendHasTold_whenTheOptionIsAsked_thenNothingIsLeft() {
    MemorySocket client = connected();
    accepted().reset();

    assertThat(send(client)).isEqualTo(-RESET);

    assertThat(client.takeError()).isZero();
  }

  @Test
  void givenEndOfSending_whenSentAgain_thenItIsShutDownAndThePeerFindsTheEnd() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    send(client);

    client.shutdownSend();
    client.shutdownSend();

    assertThat(send(client)).isEqualTo(-WsaError.WSAESHUTDOWN.code());
    assertThat(server.available()).isEqualTo(3);
    assertThat(server.probe()).isEqualTo(1);
    assertThat(receive(server)).isEqualTo(3);
    assertThat(server.probe()).isZero();
    assertThat(receive(server)).isZero();
    assertThat(receive(client)).as("the other way is open").isEqualTo(-WOULD_BLOCK);
    assertThat(server.receive(Iovecs.of(room), Winsock2.MSG_OOB)).isEqualTo(-WOULD_BLOCK);
  }

  @Test
  void givenUnsentBytes_whenAskedFor_thenUntilTheReceiverHasRoom() {
    MemorySocket client = connected();
    MemorySocket server = accepted();
    server.setOption(SocketOption.RECEIVE_BUFFER, 2);
    send(client);
    assertThat(client.hasUnsent()).isTrue();
    assertThat(server.available()).isEqualTo(2);

    assertThat(receive(server)).isEqualTo(2);

    assertThat(client.hasUnsent()).isFalse();
    assertThat(server.available()).isEqualTo(1);
    assertThat(listener.hasUnsent()).as("not connected").isFalse();
  }

  @Test
  void givenListenerWithWaitingConnections_whenClosed_thenTheyAreResetAndThePortIsFree() {
    MemorySocket client = connected();
    Sockaddr name = listenersName();

    listener.close();

    assertThat(receive(client)).isEqualTo(-RESET);
    assertThat(listener.accept().wouldBlock()).isTrue();
    MemorySocket late = stream();
    late.connect(name);
    assertThat(late.connectResult(name)).isEqualTo(REFUSED);
    assertThat(late.localName().errno()).as("bound for the connect alone").isNotZero();
    assertThat(late.bind(name, false, false)).isZero();
  }

  @Test
  void givenConnection_whenTheFamilyOptionIsSet_thenItIsTooLate() {
    MemorySocket client = connected();
    MemorySocket server = accepted();

    assertThat(client.setOption(SocketOption.IPV6_ONLY, 0)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(server.setOption(SocketOption.IPV6_ONLY, 0)).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(stream().setOption(SocketOption.IPV6_ONLY, 0)).isZero();
    assertThat(client.setOption(SocketOption.NO_DELAY, 1)).isZero();
    assertThat(client.option(SocketOption.NO_DELAY)).isEqualTo(1);
  }

  // The gate

  private final class Gate implements ConnectionGate {
    final List<Arrival> waiting = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    int givenUp;

    @Override
    public Runnable arrives(Sockaddr local, Sockaddr remote, Arrival arrival) {
      assertThat(network.lock().isHeldByCurrentThread()).isFalse();
      waiting.add(arrival);
      names.add(local + " from " + remote);
      return () -> {
        assertThat(network.lock().isHeldByCurrentThread()).isFalse();
        givenUp++;
      };
    }
  }

  private MemorySocket atGate(Gate gate) {
    assertThat(listener.gate(gate)).isTrue();
    MemorySocket client = stream();
    client.connect(listenersName());
    tell();
    assertThat(client.connectResult(listenersName())).isEqualTo(WOULD_BLOCK);
    return client;
  }

  @Test
  void givenGate_whenItLetsTheConnectIn_thenItIsConnectedAndCountsNoMore() {
    Gate gate = new Gate();
    MemorySocket client = atGate(gate);
    assertThat(listener.accept().wouldBlock()).isTrue();
    watch(client, "client");

    assertThat(gate.waiting.get(0).permit()).isTrue();

    assertThat(tellAndTake()).containsExactly("client writable");
    assertThat(client.connectResult(listenersName())).isZero();
    assertThat(gate.names)
        .containsExactly(listenersName() + " from " + client.localName().orThrow("localName"));
    MemorySocket server = accepted();
    assertThat(send(client)).isEqualTo(3);
    assertThat(receive(server)).isEqualTo(3);
    assertThat(gate.waiting.get(0).permit()).as("a second time").isFalse();
    gate.waiting.get(0).block(REFUSED);
    assertThat(send(client)).isEqualTo(3);
    assertThat(gate.givenUp).isZero();
  }

  @Test
  void givenGate_whenItBlocksTheConnect_thenItFailsWithThatErrorAndIsUnbound() {
    Gate gate = new Gate();
    MemorySocket client = atGate(gate);
    watch(client, "client");

    gate.waiting.get(0).block(WsaError.WSAEACCES.code());

    assertThat(tellAndTake()).containsExactly("client writable");
    assertThat(client.connectResult(listenersName())).isEqualTo(WsaError.WSAEACCES.code());
    assertThat(client.connectResult(listenersName())).as("told once").isZero();
    assertThat(client.localName().errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(client.peerName().errno()).isEqualTo(WsaError.WSAENOTCONN.code());
  }

  /** Those at the gate take their places in the backlog. */
  @Test
  void givenFullGate_whenAnotherConnects_thenItIsRefusedUntilOneIsBlocked() {
    Gate gate = new Gate();
    atGate(gate);
    atGate(gate);
    MemorySocket third = stream();
    third.connect(listenersName());
    assertThat(third.connectResult(listenersName())).isEqualTo(REFUSED);

    gate.waiting.get(0).block(REFUSED);

    atGate(gate);
    assertThat(gate.waiting).hasSize(3);
  }

  @Test
  void givenConnectAtTheGate_whenItsSocketIsClosed_thenTheGateIsToldAndTheArrivalIsOver() {
    Gate gate = new Gate();
    MemorySocket client = atGate(gate);

    client.close();
    assertThat(gate.givenUp).as("not under the lock").isZero();
    tell();

    assertThat(gate.givenUp).isEqualTo(1);
    assertThat(gate.waiting.get(0).permit()).isFalse();
    assertThat(listener.accept().wouldBlock()).isTrue();
    atGate(gate);
    atGate(gate);
    assertThat(gate.waiting).as("its place is free").hasSize(3);
  }

  /** Closed before the gate has heard of it: the gate is told at once that it is over. */
  @Test
  void givenConnectOnItsWayToTheGate_whenItsSocketIsClosed_thenTheGateHearsBoth() {
    Gate gate = new Gate();
    listener.gate(gate);
    MemorySocket client = stream();
    client.connect(listenersName());
    client.close();

    tell();

    assertThat(gate.waiting).hasSize(1);
    assertThat(gate.givenUp).isEqualTo(1);
  }

  @Test
  void givenConnectAtTheGate_whenTheListenerIsClosed_thenItIsRefused() {
    Gate gate = new Gate();
    MemorySocket client = atGate(gate);
    Sockaddr name = listenersName();

    listener.close();

    assertThat(gate.waiting.get(0).permit()).isFalse();
    assertThat(client.connectResult(name)).isEqualTo(REFUSED);
  }
}
