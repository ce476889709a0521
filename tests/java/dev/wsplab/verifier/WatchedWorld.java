package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.List;
import java.util.function.UnaryOperator;

/** A watched environment with one connection over a provider that may be faulty. */
final class WatchedWorld implements AutoCloseable {
  private static final int BOUND_MILLIS = Patience.MILLIS;

  final Winsock winsock;
  final Ws2_32 ws2;
  final Kernel32 kernel32;
  final SocketPair pair;
  final OverlappedBlock structures = OverlappedBlock.allocate(4);
  private final NativeBlock data = NativeBlock.copyOf(new byte[] {1, 2, 3});
  private final NativeBlock room = NativeBlock.allocate(64);

  private WatchedWorld(Winsock winsock) {
    this.winsock = winsock;
    this.ws2 = winsock.ws2_32();
    this.kernel32 = winsock.kernel32();
    this.pair = winsock.connectedPair();
  }

  /** Over a base with handles of its own, changed by this. */
  static WatchedWorld base(UnaryOperator<ServiceProvider> change) {
    return base(LoopbackProvider.builder().nonIfs().build(), change);
  }

  /** Over a base with system handles, changed by this. */
  static WatchedWorld systemBase(UnaryOperator<ServiceProvider> change) {
    return base(LoopbackProvider.create(), change);
  }

  private static WatchedWorld base(
      LoopbackProvider correct, UnaryOperator<ServiceProvider> change) {
    return new WatchedWorld(watched().base(change.apply(correct), correct.entries()).build());
  }

  /** Over a layer of this form, changed by this. */
  static WatchedWorld layer(LayerForm form, UnaryOperator<ServiceProvider> change) {
    ServiceProvider changed = change.apply(new LayeredProvider(form) {});
    return new WatchedWorld(
        watched()
            .base(LoopbackProvider.create())
            .layer(changed, Guid.random(), "layer", form == LayerForm.IFS)
            .build());
  }

  private static WinsockBuilder watched() {
    return Winsock.builder().verify(Verifier.Mode.REPORT).stacks();
  }

  SocketHandle client() {
    return pair.client().handle();
  }

  SocketHandle server() {
    return pair.server().handle();
  }

  Overlapped structure(int index) {
    return structures.overlapped(index);
  }

  EventHandle event() {
    return kernel32.createEvent(true, false);
  }

  /** A port that the server's socket is associated with. */
  PortHandle serversPort() {
    return kernel32.createIoCompletionPort(server(), null, 1, 0).orThrow();
  }

  TransferResult recv(Overlapped overlapped) {
    return recv(overlapped, null);
  }

  TransferResult recv(Overlapped overlapped, CompletionRoutine routine) {
    return ws2.wsaRecv(server(), WsaBuffers.of(room), 0, overlapped, routine);
  }

  TransferResult send(Overlapped overlapped, CompletionRoutine routine) {
    return ws2.wsaSend(client(), WsaBuffers.of(data), 0, overlapped, routine);
  }

  /** Lets three bytes arrive at the server. */
  void dataCome() {
    ws2.send(client(), WsaBuffers.of(data), 0).orThrow("send");
  }

  QueuedCompletion take(PortHandle port) {
    QueuedCompletion taken = kernel32.getQueuedCompletionStatus(port, BOUND_MILLIS);
    assertThat(taken.taken()).as("a packet came: %s", taken).isTrue();
    return taken;
  }

  void waitAlertably() {
    assertThat(kernel32.sleepEx(BOUND_MILLIS, true)).isEqualTo(192);
  }

  /** The one rule that was broken so far. */
  Violation broken() {
    assertThat(winsock.violations()).as("what was found").hasSize(1);
    return winsock.violations().get(0);
  }

  /** The rules that were broken so far, in the order of finding. */
  List<String> rules() {
    return winsock.violations().stream().map(Violation::rule).toList();
  }

  /** What was found of this rule. */
  List<Violation> broken(String rule) {
    return winsock.violations().stream().filter(v -> v.rule().equals(rule)).toList();
  }

  @Override
  public void close() {
    winsock.close();
    Broken.requireOnlyWhatIsSaid(winsock.violations());
    structures.close();
    data.close();
    room.close();
  }
}
