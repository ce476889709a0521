package dev.wsplab.wfp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Callouts decide about connects and accepts that are made through the client API. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class SocketCalloutsTest {
  private final boolean onTheSystem;
  private final FilterEngine engine = FilterEngine.builder().verify(Verifier.Mode.REPORT).build();
  private final Winsock winsock;
  private final Ws2_32 ws2;
  private final HandleSlot injection = new HandleSlot();

  SocketCalloutsTest(boolean onTheSystem) {
    this.onTheSystem = onTheSystem;
    WinsockBuilder builder = Winsock.builder().verify(Verifier.Mode.REPORT);
    if (onTheSystem) {
      builder.base(TcpProvider.loopbackOnly().authorizedBy(engine.authorizer()));
    } else {
      builder.base(LoopbackProvider.builder().authorizer(engine.authorizer()).build());
    }
    winsock = builder.build();
    ws2 = winsock.ws2_32();
    engine.kernel().fwpsInjectionHandleCreate0(Fwps.AF_INET, 0, injection);
  }

  @AfterEach
  void close() {
    winsock.close();
    engine.kernel().fwpsInjectionHandleDestroy0(injection.get());
    engine.close();
    assertThat(engine.violations()).extracting(Violation::report).isEmpty();
    assertThat(winsock.violations()).extracting(Violation::report).isEmpty();
  }

  private Inspector inspect(FwpsLayer layer) {
    Inspector inspector = new Inspector(engine.kernel(), injection.get(), record -> true);
    add("inspector", inspector, layer);
    return inspector;
  }

  private void add(String name, FwpsCalloutClassifyFn classify, FwpsLayer layer) {
    engine.kernel().fwpsCalloutRegister1(FwpsCallout.of(name, classify), null);
    engine.management().fwpmFilterAdd0(FwpmFilter.asking(name, layer), null);
  }

  private SocketHandle socket(int type) {
    return ws2.socket(Winsock2.AF_INET, type, 0).orThrow("socket");
  }

  private SocketHandle listener() {
    SocketHandle s = socket(Winsock2.SOCK_STREAM);
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(s, 5).orThrow("listen");
    return s;
  }

  private Sockaddr nameOf(SocketHandle s) {
    return ws2.getsockname(s).orThrow("getsockname");
  }

  private FutureTask<CallResult> connecting(SocketHandle client, Sockaddr to) {
    FutureTask<CallResult> task = new FutureTask<>(() -> ws2.connect(client, to));
    Thread thread = new Thread(task, "connecting");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static CallResult resultOf(FutureTask<CallResult> task) throws Exception {
    return task.get(20, TimeUnit.SECONDS);
  }

  /** Waits until something was pended. */
  private static void awaitRecord(Inspector inspector) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (inspector.records().isEmpty()) {
      assertThat(System.nanoTime()).as("pended within the bound").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** WFP-S1, WFP-S2. */
  @Test
  void givenPendedConnect_whenCompletedWithPermit_thenTheRealConnectSucceedsAndNotBefore()
      throws Exception {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_CONNECT_V4);
    SocketHandle listener = listener();
    FutureTask<CallResult> connect = connecting(socket(Winsock2.SOCK_STREAM), nameOf(listener));
    awaitRecord(inspector);
    assertThat(connect.isDone()).isFalse();
    inspector.decide(true);
    assertThat(resultOf(connect).succeeded()).isTrue();
    assertThat(ws2.accept(listener).errno()).isZero();
  }

  /** WFP-S3. */
  @Test
  void givenPendedConnect_whenCompletedWithBlock_thenTheRealConnectIsDenied() throws Exception {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_CONNECT_V4);
    FutureTask<CallResult> connect = connecting(socket(Winsock2.SOCK_STREAM), nameOf(listener()));
    awaitRecord(inspector);
    inspector.decide(false);
    assertThat(resultOf(connect).errno()).isEqualTo(WsaError.WSAEACCES.code());
  }

  /** WFP-41, WFP-64. */
  @Test
  void givenPendedConnect_whenTheSocketIsClosed_thenTheCallEndsAndTheCompletionIsHarmless()
      throws Exception {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_CONNECT_V4);
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    FutureTask<CallResult> connect = connecting(client, nameOf(listener()));
    awaitRecord(inspector);
    ws2.closesocket(client).orThrow("closesocket");
    assertThat(resultOf(connect).succeeded()).isFalse();
    inspector.decide(true);
    assertThat(engine.owed()).as("but our injection handle").hasSize(1);
  }

  /** WFP-S7. */
  @Test
  void givenPendedAccept_whenCloneIsInjected_thenTheRealConnectionIsAccepted() throws Exception {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_RECV_ACCEPT_V4);
    SocketHandle listener = listener();
    FutureTask<CallResult> connect = connecting(socket(Winsock2.SOCK_STREAM), nameOf(listener));
    awaitRecord(inspector);
    if (!onTheSystem) {
      assertThat(connect.isDone()).as("the one who connects waits").isFalse();
    }
    inspector.decide(true);
    assertThat(resultOf(connect).succeeded()).isTrue();
    assertThat(ws2.accept(listener).errno()).isZero();
  }

  /** WFP-S8, WFP-57. */
  @Test
  void givenPendedAccept_whenCompletedWithoutInjection_thenNobodyIsAccepted() throws Exception {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_RECV_ACCEPT_V4);
    SocketHandle listener = listener();
    FutureTask<CallResult> connect = connecting(socket(Winsock2.SOCK_STREAM), nameOf(listener));
    awaitRecord(inspector);
    inspector.decide(false);
    CallResult result = resultOf(connect);
    if (!onTheSystem) {
      assertThat(result.errno()).isEqualTo(WsaError.WSAETIMEDOUT.code());
    }
    try (NativeBlock on = NativeBlock.copyOf(new byte[] {1, 0, 0, 0})) {
      ws2.wsaIoctl(listener, Winsock2.FIONBIO, on.address(), 4, 0, 0, null, null);
    }
    assertThat(ws2.accept(listener).errno()).isEqualTo(WsaError.WSAEWOULDBLOCK.code());
  }

  private static InetSocketAddress at(Sockaddr name) {
    return name.toInetSocketAddress();
  }

  /** WFP-83. */
  @Test
  void givenRedirection_whenConnecting_thenTheRealConnectGoesElsewhere() {
    SocketHandle meant = listener();
    SocketHandle proxy = listener();
    InetSocketAddress elsewhere = at(nameOf(proxy));
    List<WfpStatus> statuses = new ArrayList<>();
    FwpsFunctions fwps = engine.kernel();
    add(
        "redirects",
        (values, metadata, packet, token, filter, flow, out) -> {
          HandleSlot handle = new HandleSlot();
          statuses.add(fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
          FwpsConnectRequest request = fwps.fwpsAcquireWritableLayerDataPointer0(handle.get());
          request.remoteAddressAndPort(elsewhere);
          fwps.fwpsApplyModifiedLayerData0(handle.get(), request);
          fwps.fwpsReleaseClassifyHandle0(handle.get());
          out.permit();
        },
        FwpsLayer.ALE_CONNECT_REDIRECT_V4);
    SocketHandle client = socket(Winsock2.SOCK_STREAM);
    ws2.connect(client, nameOf(meant)).orThrow("connect");
    SocketHandle server = ws2.accept(proxy).socket();
    assertThat(ws2.getpeername(server).address()).isEqualTo(nameOf(client));
    assertThat(statuses).allMatch(WfpStatus::isSuccess);
  }

  /** WFP-S11, WFP-50. */
  @Test
  void givenPendedDatagram_whenPermittedAndItsCloneInjected_thenOneRealDatagramArrives() {
    Inspector inspector = inspect(FwpsLayer.ALE_AUTH_CONNECT_V4).automatic();
    SocketHandle receiver = socket(Winsock2.SOCK_DGRAM);
    ws2.bind(receiver, Sockaddr.loopback(0)).orThrow("bind");
    SocketHandle sender = socket(Winsock2.SOCK_DGRAM);
    ws2.bind(sender, Sockaddr.loopback(0)).orThrow("bind");
    try (NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
        NativeBlock room = NativeBlock.allocate(10)) {
      int sent = ws2.sendto(sender, WsaBuffers.of(data), 0, nameOf(receiver)).bytes();
      assertThat(sent).isEqualTo(3);
      int received = ws2.recv(receiver, WsaBuffers.of(room), 0).orThrow("recv").bytes();
      assertThat(room.bytes(0, received)).containsExactly(1, 2, 3);
      assertThat(inspector.records()).isEmpty();
    }
  }
}
