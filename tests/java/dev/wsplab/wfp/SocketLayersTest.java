package dev.wsplab.wfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers are asked when sockets are used, over both versions of IP and both bases. */
@ParameterizedClass
@CsvSource({"false, false", "false, true", "true, false", "true, true"})
class SocketLayersTest {
  /** One classify call, copied. */
  private record Call(FwpsLayer.Kind kind, int flags, int local, int remote, long endpoint) {}

  private final boolean v6;
  private final FilterEngine engine = FilterEngine.builder().verify(Verifier.Mode.REPORT).build();
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

  SocketLayersTest(boolean onTheSystem, boolean v6) {
    this.v6 = v6;
    WinsockBuilder builder = Winsock.builder().verify(Verifier.Mode.REPORT);
    if (onTheSystem) {
      builder.base(TcpProvider.loopbackOnly().authorizedBy(engine.authorizer()));
    } else {
      builder.base(LoopbackProvider.builder().authorizer(engine.authorizer()).build());
    }
    winsock = builder.build();
    ws2 = winsock.ws2_32();
    engine.kernel().fwpsCalloutRegister1(FwpsCallout.of("looks", this::look), null);
    for (FwpsLayer layer : FwpsLayer.values()) {
      engine.management().fwpmFilterAdd0(FwpmFilter.asking("looks", layer), null);
    }
  }

  private void look(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues metadata,
      dev.wsplab.wfp.packet.NetBufferList packet,
      Object token,
      FwpsFilter filter,
      long flow,
      FwpsClassifyOut out) {
    assertThat(values.layer().isV6()).isEqualTo(v6);
    calls.add(
        new Call(
            values.layer().kind(),
            values.number(FwpsField.FLAGS),
            values.number(FwpsField.IP_LOCAL_PORT),
            values.number(FwpsField.IP_REMOTE_PORT),
            metadata.transportEndpointHandle()));
  }

  @AfterEach
  void close() {
    winsock.close();
    engine.close();
    assertThat(engine.violations()).extracting(Violation::report).isEmpty();
  }

  private SocketHandle socket(int type) {
    int family = v6 ? Winsock2.AF_INET6 : Winsock2.AF_INET;
    SocketHandle s = ws2.socket(family, type, 0).orThrow("socket");
    int bound = ws2.bind(s, anyPort()).errno();
    assumeTrue(bound != WsaError.WSAEADDRNOTAVAIL.code(), "this machine has no ::1");
    assertThat(bound).isZero();
    return s;
  }

  private Sockaddr anyPort() {
    return v6
        ? Sockaddr.of(new InetSocketAddress(WfpBench.at("::1", 0).getAddress(), 0))
        : Sockaddr.loopback(0);
  }

  private Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private List<Call> of(FwpsLayer.Kind kind) {
    return calls.stream().filter(call -> call.kind() == kind).toList();
  }

  private void await(Predicate<Queue<Call>> seen) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!seen.test(calls)) {
      assertThat(System.nanoTime()).as("%s", calls).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private List<FwpsLayer.Kind> kinds() {
    List<FwpsLayer.Kind> kinds = calls.stream().map(Call::kind).toList();
    calls.clear();
    return kinds;
  }

  /** WFP-83, WFP-84, WFP-93: the table of the page, call by call. */
  @Test
  void givenSockets_whenUsed_thenEachCallAsksItsLayers() {
    SocketHandle listener = socket(Winsock2.SOCK_STREAM);
    assertThat(kinds())
        .containsExactly(FwpsLayer.Kind.BIND_REDIRECT, FwpsLayer.Kind.RESOURCE_ASSIGNMENT);
    ws2.listen(listener, 5).orThrow("listen");
    assertThat(kinds()).containsExactly(FwpsLayer.Kind.LISTEN);
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    calls.clear();
    ws2.connect(client, nameOf(listener)).orThrow("connect");
    await(it -> of(FwpsLayer.Kind.FLOW_ESTABLISHED).size() == 2);
    assertThat(kinds())
        .containsExactlyInAnyOrder(
            FwpsLayer.Kind.CONNECT_REDIRECT,
            FwpsLayer.Kind.CONNECT,
            FwpsLayer.Kind.INBOUND_TRANSPORT,
            FwpsLayer.Kind.RECV_ACCEPT,
            FwpsLayer.Kind.FLOW_ESTABLISHED,
            FwpsLayer.Kind.FLOW_ESTABLISHED);
  }

  /** The closure of each end of a connection, and of the listener, by their ports. */
  @Test
  void givenConnection_whenAllIsClosed_thenEachEndAndTheListenerAreToldOnce() {
    SocketHandle listener = socket(Winsock2.SOCK_STREAM);
    ws2.listen(listener, 5).orThrow("listen");
    int there = nameOf(listener).port();
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    int here = nameOf(client).port();
    ws2.connect(client, nameOf(listener)).orThrow("connect");
    SocketHandle server = ws2.accept(listener).socket();
    assertThat(of(FwpsLayer.Kind.ENDPOINT_CLOSURE)).isEmpty();

    ws2.closesocket(client).orThrow("closesocket");
    await(it -> of(FwpsLayer.Kind.ENDPOINT_CLOSURE).size() == 1);
    ws2.closesocket(listener).orThrow("closesocket");
    await(it -> of(FwpsLayer.Kind.ENDPOINT_CLOSURE).size() == 2);
    assertThat(engine.flows().all()).as("the server's end lives on").hasSize(1);
    ws2.closesocket(server).orThrow("closesocket");
    await(it -> of(FwpsLayer.Kind.ENDPOINT_CLOSURE).size() == 3);
    winsock.close();

    assertThat(of(FwpsLayer.Kind.ENDPOINT_CLOSURE))
        .extracting(call -> List.of(call.local(), call.remote()))
        .containsExactly(List.of(here, there), List.of(there, 0), List.of(there, here));
    assertThat(of(FwpsLayer.Kind.ENDPOINT_CLOSURE).get(0).endpoint())
        .as("the handle of its connect")
        .isEqualTo(of(FwpsLayer.Kind.CONNECT).get(0).endpoint());
    assertThat(engine.flows().all()).isEmpty();
  }

  /** A closure for a datagram socket, whatever number of peers it had; its flows end with it. */
  @Test
  void givenDatagramSocketWithTwoPeers_whenClosed_thenItIsToldOnce() {
    SocketHandle sender = socket(Winsock2.SOCK_DGRAM);
    try (NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        NativeBlock room = NativeBlock.allocate(10)) {
      for (int i = 0; i < 2; i++) {
        SocketHandle receiver = socket(Winsock2.SOCK_DGRAM);
        ws2.sendto(sender, WsaBuffers.of(data), 0, nameOf(receiver)).orThrow("sendto");
        assertThat(ws2.recv(receiver, WsaBuffers.of(room), 0).orThrow("recv").bytes()).isEqualTo(3);
      }
    }
    int port = nameOf(sender).port();
    assertThat(of(FwpsLayer.Kind.CONNECT)).hasSize(2);
    assertThat(of(FwpsLayer.Kind.RECV_ACCEPT)).hasSize(2);

    ws2.closesocket(sender).orThrow("closesocket");
    await(it -> !of(FwpsLayer.Kind.ENDPOINT_CLOSURE).isEmpty());

    assertThat(of(FwpsLayer.Kind.ENDPOINT_CLOSURE))
        .extracting(Call::local, Call::remote)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(port, 0));
    assertThat(engine.flows().all())
        .as("those of the receivers")
        .hasSize(2)
        .allMatch(flow -> flow.direction() == FwpDirection.INBOUND);
  }

  /** FWP_CONDITION_FLAG_IS_LOOPBACK, at the layers of packets and flows. */
  @Test
  void givenTrafficWithinTheMachine_whenClassified_thenTheFlagSaysSo() {
    SocketHandle listener = socket(Winsock2.SOCK_STREAM);
    ws2.listen(listener, 5).orThrow("listen");
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    ws2.connect(client, nameOf(listener)).orThrow("connect");
    await(it -> of(FwpsLayer.Kind.FLOW_ESTABLISHED).size() == 2);
    for (Call call : calls) {
      boolean told =
          switch (call.kind()) {
            case CONNECT, RECV_ACCEPT, FLOW_ESTABLISHED, INBOUND_TRANSPORT, OUTBOUND_TRANSPORT ->
                true;
            default -> false;
          };
      assertThat(call.flags())
          .as("%s", call)
          .isEqualTo(told ? Fwps.FWP_CONDITION_FLAG_IS_LOOPBACK : 0);
    }
  }

  /** WFP-S2, WFP-S7, WFP-S11 over these sockets: pended, decided in a worker, and permitted. */
  @Test
  void givenAnInspector_whenSocketsConnectAcceptAndSend_thenAllComesThrough() {
    HandleSlot injection = new HandleSlot();
    engine.kernel().fwpsInjectionHandleCreate0(Fwps.AF_UNSPEC, 0, injection);
    Inspector inspector =
        new Inspector(engine.kernel(), injection.get(), record -> true).automatic();
    engine.kernel().fwpsCalloutRegister1(FwpsCallout.of("inspector", inspector), null);
    for (FwpsLayer layer : FwpsLayer.values()) {
      if (layer.canPendOperation()) {
        engine.management().fwpmSubLayerAdd0(new FwpmSublayer("first", 0xFFFF));
        engine.management().fwpmFilterAdd0(FwpmFilter.asking("inspector", layer).in("first"), null);
      }
    }
    SocketHandle listener = socket(Winsock2.SOCK_STREAM);
    ws2.listen(listener, 5).orThrow("listen");
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    ws2.connect(client, nameOf(listener)).orThrow("connect");
    assertThat(ws2.accept(listener).errno()).isZero();
    SocketHandle receiver = socket(Winsock2.SOCK_DGRAM);
    SocketHandle sender = socket(Winsock2.SOCK_DGRAM);
    try (NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        NativeBlock room = NativeBlock.allocate(10)) {
      ws2.sendto(sender, WsaBuffers.of(data), 0, nameOf(receiver)).orThrow("sendto");
      int bytes = ws2.recv(receiver, WsaBuffers.of(room), 0).orThrow("recv").bytes();
      assertThat(room.bytes(0, bytes)).containsExactly(1, 2, 3);
    }
    assertThat(inspector.journal())
        .extracting(record -> record.kind)
        .contains(
            FwpsLayer.Kind.RESOURCE_ASSIGNMENT,
            FwpsLayer.Kind.LISTEN,
            FwpsLayer.Kind.CONNECT,
            FwpsLayer.Kind.RECV_ACCEPT);
    winsock.close();
    engine.kernel().fwpsInjectionHandleDestroy0(injection.get());
  }
}
