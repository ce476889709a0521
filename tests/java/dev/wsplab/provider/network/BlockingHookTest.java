package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.client.BlockingHooks;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hooks in calls that block, and {@code WSACancelBlockingCall}: on both bases, and through a layer.
 */
@ParameterizedClass
@MethodSource("worlds")
class BlockingHookTest {
  private static final int INTR = WsaError.WSAEINTR.code();

  private final TcpWorld world;
  private final BlockingHooks hooks;

  BlockingHookTest(Base base, boolean layered) {
    world = layered ? new TcpWorld(base, List.of(new Layer())) : new TcpWorld(base);
    hooks = world.ws2.blockingHooks();
  }

  static Stream<Arguments> worlds() {
    return Stream.of(Base.values())
        .flatMap(base -> Stream.of(Arguments.of(base, false), Arguments.of(base, true)));
  }

  /** A layer that changes nothing. */
  public static final class Layer extends LayeredProvider {}

  @AfterEach
  void close() {
    hooks.wsaUnhookBlockingHook();
    world.close();
  }

  private void hook(BooleanSupplier hook) {
    assertThat(hooks.wsaSetBlockingHook(hook).errno()).isZero();
  }

  private TransferResult receive(SocketHandle s) {
    return world.ws2.recv(s, WsaBuffers.of(world.block(8)), 0);
  }

  private CallResult cancel() {
    return hooks.wsaCancelBlockingCall();
  }

  @Test
  void givenQueryBlockingCallback_whenTheHookRuns_thenWSAIsBlockingSaysSo_WPU_BLOCK_6() {
    Pair pair = world.connected();
    AtomicInteger runs = new AtomicInteger();
    List<Boolean> blocking = new ArrayList<>();
    hook(
        () -> {
          blocking.add(hooks.wsaIsBlocking());
          if (runs.incrementAndGet() == 5) {
            world.send(pair.client(), "hi");
          }
          return runs.get() < 5;
        });

    assertThat(receive(pair.server())).isEqualTo(TransferResult.done(2, 0));

    assertThat(blocking).hasSizeGreaterThanOrEqualTo(5).containsOnly(true);
    assertThat(hooks.wsaIsBlocking()).isFalse();
  }

  @Test
  void givenHookWithNothingToDo_whenTheCallWaits_thenItRunsAgainAndAgain_WPU_BLOCK_5() {
    Pair pair = world.connected();
    AtomicInteger runs = new AtomicInteger();
    hook(
        () -> {
          if (runs.incrementAndGet() == 3) {
            world.send(pair.client(), "x");
          }
          return false;
        });

    assertThat(receive(pair.server())).isEqualTo(TransferResult.done(1, 0));
    assertThat(runs.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void givenDataPresent_whenReceiving_thenNoHookRuns_WPU_BLOCK_5() {
    Pair pair = world.connected();
    world.send(pair.client(), "hi");
    world.receivePeeked(pair.server());
    AtomicInteger runs = new AtomicInteger();
    hook(() -> runs.incrementAndGet() < 0);

    assertThat(receive(pair.server()).bytes()).isEqualTo(2);
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenHook_whenItCallsWSACancelBlockingCall_thenInterruptedCall_WPU_BLOCK_3() {
    Pair pair = world.connected();
    List<CallResult> cancels = new ArrayList<>();
    hook(() -> cancels.add(cancel()));

    assertThat(receive(pair.server()).errno()).isEqualTo(INTR);

    assertThat(cancels).containsExactly(CallResult.OK);
    hooks.wsaUnhookBlockingHook();
    world.send(pair.client(), "on");
    assertThat(world.receive(pair.server(), 2)).isEqualTo("on");
  }

  @Test
  void givenWaitingAcceptSelectAndPoll_whenTheHookCancels_thenInterruptedCalls_WPU_BLOCK_3() {
    SocketHandle listener = world.listener();
    hook(() -> cancel().succeeded());

    assertThat(world.ws2.accept(listener).errno()).isEqualTo(INTR);
    assertThat(world.ws2.select(FdSet.of(listener), null, null, null).errno()).isEqualTo(INTR);
    assertThat(world.ws2.wsaPoll(List.of(new PollFd(listener, PollFd.POLLIN)), -1).errno())
        .isEqualTo(INTR);
  }

  @Test
  void givenWaitingConnect_whenTheHookCancels_thenItGoesOnInTheBackground_WPU_BLOCK_7() {
    SocketHandle s = world.socket();
    hook(() -> cancel().succeeded());

    assertThat(world.ws2.connect(s, world.silent()).errno()).isEqualTo(INTR);
    assertThat(world.ws2.connect(s, world.silent()).errno()).isEqualTo(WsaError.WSAEALREADY.code());
  }

  @Test
  void givenWaitingSend_whenTheHookCancels_thenInterruptedCall_WPU_BLOCK_3() {
    Pair pair = world.connected();
    hook(() -> cancel().succeeded());

    TransferResult result = world.ws2.send(pair.client(), WsaBuffers.of(world.block(32 << 20)), 0);

    assertThat(result.errno()).isEqualTo(INTR);
  }

  @Test
  void givenHook_whenItWouldBlock_thenInProgress_WPU_BLOCK_7() {
    Pair pair = world.connected();
    List<TransferResult> inner = new ArrayList<>();
    hook(
        () -> {
          inner.add(receive(pair.client()));
          return cancel().succeeded();
        });

    assertThat(receive(pair.server()).errno()).isEqualTo(INTR);
    assertThat(inner).containsExactly(TransferResult.failed(WsaError.WSAEINPROGRESS));
  }

  @Test
  void givenHookThatThrows_whenTheCallWaits_thenItPassesAndNothingIsTaken() {
    Pair pair = world.connected();
    hook(
        () -> {
          throw new IllegalStateException("the hook's own");
        });

    assertThatThrownBy(() -> receive(pair.server())).hasMessage("the hook's own");

    assertThat(hooks.wsaIsBlocking()).isFalse();
    hooks.wsaUnhookBlockingHook();
    world.send(pair.client(), "kept");
    assertThat(world.receive(pair.server(), 4)).isEqualTo("kept");
  }

  @Test
  void givenHookOfAnotherThread_whenThisOneWaits_thenItDoesNotRun_WPU_BLOCK_5() {
    Pair pair = world.connected();
    AtomicInteger runs = new AtomicInteger();
    hook(() -> runs.incrementAndGet() < 0);

    var call =
        TcpWorld.inBackground(
            () -> {
              apc(() -> world.send(pair.client(), "x"));
              return receive(pair.server());
            });

    assertThat(TcpWorld.resultOf(call)).isEqualTo(TransferResult.done(1, 0));
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenNoHook_whenAnApcCancels_thenInterruptedCall_WPU_BLOCK_6() {
    Pair pair = world.connected();
    List<CallResult> cancels = new ArrayList<>();
    apc(() -> cancels.add(cancel()));

    assertThat(receive(pair.server()).errno()).isEqualTo(INTR);
    assertThat(cancels).containsExactly(CallResult.OK);
  }

  /** Queues an APC to the calling thread: it runs once that waits. */
  private void apc(Runnable body) {
    var exports = world.winsock.exports();
    ThreadHandle current = exports.kernel().threads().current();
    exports.kernel().threads().queueApc(current, exports.owner(), body);
  }

  @Test
  void givenNoBlockingCall_whenCancelled_thenInvalid_WPU_BLOCK_6() {
    world.socket();

    assertThat(cancel().errno()).isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(world.ws2.wsaGetLastError()).isEqualTo(WsaError.WSAEINVAL.code());
  }

  @Test
  void givenHooks_whenWSASetBlockingHookAndWSAUnhookBlockingHook_thenThePreviousIsTold() {
    BooleanSupplier first = () -> false;
    BooleanSupplier second = () -> false;

    assertThat(hooks.wsaSetBlockingHook(first).previous()).isNull();
    assertThat(hooks.wsaSetBlockingHook(second).previous()).isSameAs(first);
    assertThat(hooks.wsaUnhookBlockingHook()).isEqualTo(CallResult.OK);
    assertThat(hooks.wsaSetBlockingHook(first).previous()).isNull();
  }

  @Test
  void givenWinsockNotStarted_whenAnyIsCalled_thenNotInitialised() {
    world.ws2.wsaCleanup();
    int expected = WsaError.WSANOTINITIALISED.code();

    assertThat(hooks.wsaSetBlockingHook(() -> false).errno()).isEqualTo(expected);
    assertThat(hooks.wsaUnhookBlockingHook().errno()).isEqualTo(expected);
    assertThat(cancel().errno()).isEqualTo(expected);
  }
}
