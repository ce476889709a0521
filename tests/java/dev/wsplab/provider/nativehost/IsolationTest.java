package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
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
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each environment has its own copy of a module, and of the libraries beside it. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class IsolationTest {
  private static final int AT_ONCE = 72;
  private static final int PARALLEL = 32;
  private static final int AT_ONE_MOMENT = 8;
  private static final int CHUNK = 4096;
  private static final int CHUNKS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An environment over a copy of the layer and of the base in C, which has sent and received. */
  private static byte[] sumOfAllThatArrives(int number, CyclicBarrier allAreOpen, byte[] data)
      throws Exception {
    try (Winsock winsock =
            Winsock.builder()
                .base(NativeProvider.of(Modules.sample("base")), ModuleWorld.protocols())
                .layer(NativeProvider.of(Modules.sample("layer")), Guid.random(), "layer.c", false)
                .verify(Verifier.Mode.FAIL)
                .build();
        CompletionPort port = winsock.completionPort();
        SocketPair pair = winsock.connectedPair();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock out = NativeBlock.copyOf(data);
        NativeBlock in = NativeBlock.allocate(CHUNK)) {
      port.associate(pair.server().handle(), number);
      allAreOpen.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      for (int sent = 0; sent < data.length; sent += CHUNK) {
        pair.server().startRecv(WsaBuffers.of(in), structure.overlapped());
        pair.client().send(WsaBuffers.of(out, sent, CHUNK));
        QueuedCompletion packet = port.take(PATIENCE).orElseThrow();
        assertThat(packet.key()).isEqualTo(number);
        assertThat(packet.bytes()).isEqualTo(CHUNK);
        sum.update(in.bytes(0, CHUNK));
      }
      return sum.digest();
    }
  }

  @Test
  void givenThirtyTwoEnvironmentsThatAreAllOpen_whenEachHostsItsCopies_thenEachGetsItsOwnData()
      throws Exception {
    CyclicBarrier allAreOpen = new CyclicBarrier(PARALLEL);
    ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
    List<byte[]> data = new ArrayList<>();
    List<Future<byte[]>> sums = new ArrayList<>();
    try {
      for (int i = 0; i < PARALLEL; i++) {
        byte[] own = new byte[CHUNK * CHUNKS];
        new Random(i).nextBytes(own);
        data.add(own);
        int number = i;
        sums.add(pool.submit(() -> sumOfAllThatArrives(number, allAreOpen, own)));
      }
      for (int i = 0; i < PARALLEL; i++) {
        assertThat(sums.get(i).get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as("environment %s", i)
            .isEqualTo(MessageDigest.getInstance("SHA-256").digest(data.get(i)));
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

  /** On Windows the whole folder is taken: what is loaded from it belongs to one environment. */
  @Test
  void givenModuleInPlace_whenASecondEnvironmentWantsIt_thenItIsToldThatTheFileIsOpen() {
    Path file = Modules.file("with_helper");
    try (Winsock one = ModuleWorld.over(NativeProvider.inPlace(file));
        Winsock two = ModuleWorld.over(NativeProvider.inPlace(file));
        ClientSocket socket = one.tcpSocket()) {
      assertThat(helperSays(socket)).isEqualTo(1001);
      assertThatThrownBy(two::tcpSocket)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("open already");
      assertThat(helperSays(socket)).as("the first goes on").isEqualTo(1002);
    }
    try (Winsock again = ModuleWorld.over(NativeProvider.inPlace(file));
        ClientSocket socket = again.tcpSocket()) {
      assertThat(helperSays(socket)).as("its statics begin anew").isEqualTo(1001);
    }
  }

  /** Whether this environment got it; it keeps it until all have asked. */
  private static boolean gets(Path file, CyclicBarrier together) throws Exception {
    try (Winsock winsock = ModuleWorld.over(NativeProvider.inPlace(file))) {
      together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      try (ClientSocket socket = winsock.tcpSocket()) {
        together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return helperSays(socket) == 1001;
      } catch (WinsockException e) {
        assertThat(e).hasMessageContaining("open already");
        together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return false;
      }
    }
  }

  @Test
  void givenModuleInPlace_whenEnvironmentsWantItAtOnce_thenOneGetsIt() throws Exception {
    Path file = Modules.file("with_helper");
    CyclicBarrier together = new CyclicBarrier(AT_ONE_MOMENT);
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONE_MOMENT);
    List<Future<Boolean>> all = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONE_MOMENT; i++) {
        all.add(pool.submit(() -> gets(file, together)));
      }
      int got = 0;
      for (Future<Boolean> one : all) {
        got += one.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS) ? 1 : 0;
      }
      assertThat(got).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }
}
