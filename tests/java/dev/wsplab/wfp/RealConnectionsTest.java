package dev.wsplab.wfp;

import static dev.wsplab.wfp.FwpsLayer.*;
import static dev.wsplab.wfp.WfpBench.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.DatagramAnswer;
import dev.wsplab.spi.DatagramRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What a base provider asks, and the answers that callouts come to. */
class RealConnectionsTest {
  private static final InetSocketAddress HERE = at("127.0.0.1", 5000);
  private static final InetSocketAddress THERE = at("127.0.0.1", 80);

  /** Keeps what it is told. */
  private static final class Answers implements DatagramAnswer {
    final List<String> given = new ArrayList<>();

    @Override
    public boolean permit() {
      return given.add("permit");
    }

    @Override
    public boolean block(int error) {
      return given.add("block " + error);
    }

    @Override
    public boolean redirect(Sockaddr to) {
      return given.add("redirect " + to.toInetSocketAddress());
    }

    @Override
    public int inject(byte[] payload) {
      given.add("inject " + new String(payload, StandardCharsets.US_ASCII));
      return 0;
    }
  }

  private static AuthorizationRequest request(
      long id, int protocol, InetSocketAddress local, @Nullable InetSocketAddress remote) {
    return new AuthorizationRequest(
        id,
        id + 100,
        Fwps.AF_INET,
        protocol,
        Sockaddr.of(local),
        remote == null ? null : Sockaddr.of(remote));
  }

  private static AuthorizationRequest tcp(long id) {
    return request(id, Fwps.IPPROTO_TCP, HERE, THERE);
  }

  private static AuthorizationRequest udp(long id) {
    return request(id, Fwps.IPPROTO_UDP, HERE, THERE);
  }

  /** WFP-38, WFP-49, WFP-51, WFP-93. */
  @Test
  void givenAPendedConnect_whenTheCalloutDecides_thenOnlyThenTheAnswer() {
    try (WfpBench bench = WfpBench.open()) {
      ConnectionAuthorizer authorizer = bench.engine.authorizer();
      long injection = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, injection, record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_CONNECT_V4);
      List<String> established = new ArrayList<>();
      bench.callout(
          "established",
          (values, metadata, packet, token, filter, flow, out) ->
              established.add(values.layer().name()),
          ALE_FLOW_ESTABLISHED_V4);
      Answers permitted = new Answers();
      Answers blocked = new Answers();

      authorizer.connect(tcp(1), permitted);
      assertThat(permitted.given).isEmpty();
      inspector.decide(true);
      assertThat(permitted.given).containsExactly("permit");
      assertThat(established).isEmpty();
      authorizer.flowEstablished(tcp(1));
      assertThat(established).hasSize(1);
      authorizer.flowClosed(tcp(1));
      assertThat(bench.engine.flows().all()).isEmpty();

      authorizer.connect(tcp(2), blocked);
      inspector.decide(false);
      assertThat(blocked.given).containsExactly("block " + WsaError.WSAEACCES.code());
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  @Test
  void givenARedirection_whenConnectingAndBinding_thenTheAnswerSaysWhere() {
    try (WfpBench bench = WfpBench.open()) {
      bench.callout(
          "redirects",
          (values, metadata, packet, token, filter, flow, out) -> {
            HandleSlot handle = new HandleSlot();
            require(bench.fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
            FwpsConnectRequest changed =
                bench.fwps.fwpsAcquireWritableLayerDataPointer0(handle.get());
            if (values.layer() == ALE_CONNECT_REDIRECT_V4) {
              changed.remoteAddressAndPort(at("127.0.0.1", 8080));
            } else {
              changed.localAddressAndPort(at("127.0.0.1", 6000));
            }
            bench.fwps.fwpsApplyModifiedLayerData0(handle.get(), changed);
            bench.fwps.fwpsReleaseClassifyHandle0(handle.get());
            out.permit();
          },
          ALE_CONNECT_REDIRECT_V4,
          ALE_BIND_REDIRECT_V4);
      Answers connect = new Answers();
      Answers bind = new Answers();

      bench.engine.authorizer().connect(tcp(1), connect);
      bench.engine.authorizer().bind(request(2, Fwps.IPPROTO_TCP, HERE, null), bind);

      assertThat(connect.given).containsExactly("redirect /127.0.0.1:8080");
      assertThat(bind.given).containsExactly("redirect /127.0.0.1:6000");
      bench.engine.authorizer().endpointClosed(101);
      assertThat(bench.engine.flows().all()).isEmpty();
    }
  }

  /** WFP-54, WFP-57: an accept waits for the injected clone; a dropped SYN times out. */
  @Test
  void givenPendedAccepts_whenInjectedOrCompletedWithNull_thenPermittedOrTimedOut() {
    try (WfpBench bench = WfpBench.open()) {
      long injection = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, injection, record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_RECV_ACCEPT_V4);
      Answers permitted = new Answers();
      Answers blocked = new Answers();
      bench.engine.authorizer().accept(tcp(1), permitted);
      inspector.decide(true);
      assertThat(permitted.given).isEmpty();
      bench.run();
      assertThat(permitted.given).containsExactly("permit");
      bench.engine.authorizer().flowClosed(tcp(1));

      bench.engine.authorizer().accept(tcp(2), blocked);
      inspector.decide(false);

      assertThat(blocked.given).containsExactly("block " + WsaError.WSAETIMEDOUT.code());
      Answers withdrawn = new Answers();
      bench.engine.authorizer().accept(tcp(3), withdrawn);
      bench.engine.authorizer().withdrawn(tcp(3));
      inspector.decide(false);
      assertThat(withdrawn.given).isEmpty();
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-35, WFP-50: the first is absorbed, its clone is injected, later ones pass at once. */
  @Test
  void givenAPendedDatagram_whenPermitted_thenItsCloneIsInjectedAndTheNextIsPermitted() {
    try (WfpBench bench = WfpBench.open()) {
      ConnectionAuthorizer authorizer = bench.engine.authorizer();
      long injection = bench.injectionHandle();
      Inspector inspector = new Inspector(bench.fwps, injection, record -> true);
      bench.callout("inspector", inspector, ALE_AUTH_CONNECT_V4, ALE_AUTH_RECV_ACCEPT_V4);
      for (boolean outbound : new boolean[] {true, false}) {
        Answers first = new Answers();
        Answers second = new Answers();
        authorizer.datagram(new DatagramRequest(udp(1), outbound, HELLO), first);
        authorizer.datagram(new DatagramRequest(udp(1), outbound, new byte[] {'x'}), second);
        assertThat(first.given).isEmpty();
        inspector.decide(true);
        bench.run();

        assertThat(second.given).containsExactly("inject hello");
        assertThat(first.given).isEmpty();
        Answers third = new Answers();
        authorizer.datagram(new DatagramRequest(udp(1), outbound, HELLO), third);
        assertThat(third.given).containsExactly("permit");
        authorizer.endpointClosed(101);
      }
      bench.fwps.fwpsInjectionHandleDestroy0(injection);
      bench.engine.stop();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-29, WFP-32: a blocked datagram fails, an absorbed one is lost. */
  @Test
  void givenDatagrams_whenBlockedOrAbsorbed_thenAnErrorOrNothing() {
    try (WfpBench bench = WfpBench.open()) {
      bench.callout(
          "blocks",
          (values, metadata, packet, token, filter, flow, out) -> {
            if (packet.data()[8] == 'a') {
              out.absorb();
            } else {
              out.block();
            }
          },
          ALE_AUTH_CONNECT_V4);
      Answers absorbed = new Answers();
      Answers blocked = new Answers();

      bench
          .engine
          .authorizer()
          .datagram(new DatagramRequest(udp(1), true, new byte[] {'a'}), absorbed);
      bench
          .engine
          .authorizer()
          .datagram(new DatagramRequest(udp(1), true, new byte[] {'b'}), blocked);

      assertThat(absorbed.given).isEmpty();
      assertThat(blocked.given).containsExactly("block " + WsaError.WSAEACCES.code());
    }
  }
}
