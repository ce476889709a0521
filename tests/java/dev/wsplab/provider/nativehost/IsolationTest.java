package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each environment has its own copy of a module, and of the libraries beside it. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class IsolationTest {
  private static final int AT_ONCE = 72;
  private static final int PARALLEL = 32;
  private static final int RECEIVES = 20;

  /** Counts how many receives an environment of its own completes. */
  private static int receiveAll() {
    try (Winsock winsock = ModuleWorld.over("completer");
        CompletionPort port = winsock.completionPort();
        ClientSocket socket = winsock.tcpSocket();
        OverlappedBlock structures = OverlappedBlock.allocate(RECEIVES);
        NativeBlock in = NativeBlock.allocate(8)) {
      port.associate(socket.handle(), 1);
      for (int i = 0; i < RECEIVES; i++) {
        socket.startRecv(WsaBuffers.of(in), structures.overlapped(i));
      }
      int taken = 0;
      while (taken < RECEIVES && port.take(Duration.ofSeconds(20)).isPresent()) {
        taken++;
      }
      return taken;
    }
  }

  @Test
  void givenManyEnvironmentsInParallel_whenEachHostsItsCopy_thenEachGetsItsOwnCompletions()
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
    try {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        all.add(IsolationTest::receiveAll);
      }
      for (Future<Integer> one : pool.invokeAll(all)) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(RECEIVES);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void givenMoreThanSixtyFourEnvironments_whenAllAreOpen_thenEachLayerCountsItsOwn() {
    List<Winsock> open = new ArrayList<>();
    List<SocketPair> pairs = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        Winsock winsock = ThroughTest.environment("through");
        open.add(winsock);
        pairs.add(winsock.connectedPair());
      }
      for (int i = 0; i < AT_ONCE; i++) {
        for (int sends = 0; sends <= i % 3; sends++) {
          ThroughTest.exchange(pairs.get(i));
        }
      }
      for (int i = 0; i < AT_ONCE; i++) {
        assertThat(ThroughTest.told(open.get(i), pairs.get(i).client()) % 1000)
            .isEqualTo(i % 3 + 1);
      }
    } finally {
      pairs.forEach(SocketPair::close);
      open.forEach(Winsock::close);
    }
  }

  /** What WSPSend of the module answers: entries of the catalog times 1000, and calls so far. */
  private static int helperSays(ClientSocket socket) {
    try (NativeBlock data = NativeBlock.allocate(1)) {
      return socket.send(WsaBuffers.of(data));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with_helper", "with_short_helper"})
  void givenLibraryBesideTheModule_whenTwoEnvironmentsUseIt_thenEachHasItsOwnCopyAndImports(
      String module) {
    try (Winsock one = ModuleWorld.over(module);
        Winsock two = ModuleWorld.builder(module).base(LoopbackProvider.create()).build();
        ClientSocket first = one.tcpSocket();
        ClientSocket second = two.tcpSocket()) {
      int entries = two.catalog().entries().size();

      assertThat(entries).as("the second has more").isGreaterThan(1);
      assertThat(helperSays(first)).isEqualTo(1001);
      assertThat(helperSays(first)).isEqualTo(1002);
      assertThat(helperSays(second)).isEqualTo(entries * 1000 + 1);
    }
  }

  private static Winsock budgeted() {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(
            NativeProvider.of(Modules.sample("budget_layer")),
            Guid.random(),
            "budget_layer.c",
            false)
        .verify(Verifier.Mode.FAIL)
        .build();
  }

  /** The sample with a library beside it, which lets each environment send ten thousand bytes. */
  @Test
  void givenALayerWithABudget_whenOneEnvironmentHasSpentIts_thenTheOthersIsWhole() {
    try (Winsock one = budgeted();
        Winsock two = budgeted();
        SocketPair spends = one.connectedPair();
        SocketPair other = two.connectedPair();
        NativeBlock all = NativeBlock.allocate(10_000);
        NativeBlock more = NativeBlock.allocate(1)) {
      assertThat(spends.client().send(WsaBuffers.of(all))).isEqualTo(10_000);
      assertThatThrownBy(() -> spends.client().send(WsaBuffers.of(more)))
          .isInstanceOfSatisfying(
              WinsockException.class,
              e -> assertThat(e.errno()).isEqualTo(WsaError.WSAENOBUFS.code()));

      assertThat(other.client().send(WsaBuffers.of(all))).isEqualTo(10_000);
    }
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "a module in place is told by its path on Linux only")
  void givenModuleInPlace_whenASecondEnvironmentWantsIt_thenItIsToldThatTheFileIsOpen() {
    Path file = Modules.file("with_helper");
    try (Winsock one = ModuleWorld.over(NativeProvider.inPlace(file));
        Winsock two = ModuleWorld.over(NativeProvider.inPlace(file));
        ClientSocket socket = one.tcpSocket()) {
      assertThat(helperSays(socket)).isEqualTo(1001);
      assertThatThrownBy(two::tcpSocket).hasMessageContaining("open already");
    }
    try (Winsock again = ModuleWorld.over(NativeProvider.inPlace(file));
        ClientSocket socket = again.tcpSocket()) {
      assertThat(helperSays(socket)).as("its statics begin anew").isEqualTo(1001);
    }
  }
}
