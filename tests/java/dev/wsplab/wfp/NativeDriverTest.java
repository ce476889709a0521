package dev.wsplab.wfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.driver.Irql;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.Modules;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.verifier.Verifier;
import dev.wsplab.wfp.AleOperation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample callout in C, unchanged, over real connects; and what is seen of its mistakes. */
@Timeout(120)
class NativeDriverTest {
  private static final int PAIRS = 40;

  /** An engine with a driver, and an environment whose sockets ask it. */
  private static final class Bench implements AutoCloseable {
    final FilterEngine engine;
    final NativeDriver driver;
    final Winsock winsock;
    final Ws2_32 ws2;

    Bench(String module, boolean onTheSystem, UnaryOperator<FilterEngineSettings> how) {
      engine = how.apply(FilterEngine.builder().verify(Verifier.Mode.REPORT)).build();
      driver = engine.load(Modules.sample(module));
      WinsockBuilder builder = Winsock.builder().verify(Verifier.Mode.REPORT);
      winsock =
          (onTheSystem
                  ? builder.base(TcpProvider.loopbackOnly().authorizedBy(engine.authorizer()))
                  : builder.base(
                      LoopbackProvider.builder().authorizer(engine.authorizer()).build()))
              .build();
      ws2 = winsock.ws2_32();
    }

    Bench(String module) {
      this(module, false, it -> it);
    }

    SocketHandle socket() {
      return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
    }

    Sockaddr listener() {
      SocketHandle s = socket();
      ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
      ws2.listen(s, 5).orThrow("listen");
      return ws2.getsockname(s).orThrow("getsockname");
    }

    CallResult connect(Sockaddr to) {
      return ws2.connect(socket(), to);
    }

    FutureTask<CallResult> connecting(Sockaddr to) {
      FutureTask<CallResult> task = new FutureTask<>(() -> connect(to));
      Thread thread = new Thread(task, "connecting");
      thread.setDaemon(true);
      thread.start();
      return task;
    }

    int asked() {
      return driver.function("PorterAsked").invokeInt(new Object[0]);
    }

    void tell(String function, int argument) {
      driver.function(function).invokeVoid(new Object[] {argument});
    }

    void awaitAsked() {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (asked() == 0) {
        assertThat(System.nanoTime()).as("pended within the bound").isLessThan(end);
        Thread.onSpinWait();
      }
    }

    /** Ends all of it; the rules that were broken, each as often as it was. */
    List<String> broken() {
      close();
      return engine.violations().stream().map(Violation::rule).toList();
    }

    @Override
    public void close() {
      winsock.close();
      engine.close();
    }
  }

  /** WFP-S1, WFP-S2, WFP-S3, WFP-45. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenCalloutInC_whenClientsConnect_thenOnePortIsPermittedAndOneBlocked(boolean onTheSystem) {
    try (Bench bench = new Bench("porter", onTheSystem, it -> it)) {
      Sockaddr good = bench.listener();
      Sockaddr bad = bench.listener();
      bench.tell("PorterForbid", bad.port());
      assertThat(bench.connect(good).succeeded()).isTrue();
      assertThat(bench.connect(bad).errno()).isEqualTo(WsaError.WSAEACCES.code());
      assertThat(bench.connect(good).succeeded()).isTrue();
      assertThat(bench.asked()).isEqualTo(3);
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-47: ports are the same for all, and so is one of the addresses of each pair. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenManyPendedConnectsThatDifferInOneAddress_whenDecidedAtOnce_thenEachGetsItsOwnVerdict(
      boolean v6) throws Exception {
    try (FilterEngine engine =
        FilterEngine.builder()
            .verify(Verifier.Mode.REPORT)
            .threads(8)
            .queueReauthorization()
            .build()) {
      NativeDriver driver = engine.load(Modules.sample("porter"));
      driver.function("PorterForbidHostsEndingIn").invokeVoid(new Object[] {1});
      driver.function("PorterHold").invokeVoid(new Object[] {1});
      List<AleOperation> all = new ArrayList<>();
      for (int i = 1; i <= PAIRS; i++) {
        String local = v6 ? "2001:db8::" + i : "192.0.2." + i;
        String remote = v6 ? "2001:db8:1::" : "198.51.100.";
        for (String to : List.of(remote + 1, remote + 2)) {
          all.add(
              engine
                  .stack()
                  .connect(AleRequest.tcp(WfpBench.at(local, 5000), WfpBench.at(to, 80))));
        }
      }
      CountDownLatch decided = new CountDownLatch(all.size());
      all.forEach(operation -> operation.whenDecided(over -> decided.countDown()));
      assertThat(all).allMatch(AleOperation::isPended);
      driver.function("PorterHold").invokeVoid(new Object[] {0});
      assertThat(decided.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < all.size(); i++) {
        boolean forbidden = i % 2 == 0;
        assertThat(all.get(i).outcome())
            .as("%s", all.get(i))
            .isEqualTo(forbidden ? Outcome.BLOCKED : Outcome.PERMITTED);
      }
      assertThat(engine.violations()).isEmpty();
    }
  }

  /** WFP-S1, WFP-S2: in all three orders of completion and reauthorization (WFP-43). */
  @ParameterizedTest
  @CsvSource({"false, PASSIVE_LEVEL", "true, PASSIVE_LEVEL", "false, DISPATCH_LEVEL"})
  void givenWorkerThatWaits_whenLetGo_thenTheConnectSucceedsAndNotBefore(boolean queued, Irql level)
      throws Exception {
    UnaryOperator<FilterEngineSettings> how =
        it -> (queued ? it.queueReauthorization() : it).classifyIrql(level);
    try (Bench bench = new Bench("porter", false, how)) {
      Sockaddr good = bench.listener();
      bench.tell("PorterHold", 1);
      FutureTask<CallResult> connect = bench.connecting(good);
      bench.awaitAsked();
      assertThat(connect.isDone()).as("pended").isFalse();
      bench.tell("PorterHold", 0);
      assertThat(connect.get(60, TimeUnit.SECONDS).succeeded()).isTrue();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-17: where the stack is not ready, nothing is pended, and what classifyFn says counts. */
  @Test
  void givenStackNotReady_whenConnected_thenTheCalloutsBlockCounts() {
    try (Bench bench =
        new Bench("porter", false, it -> it.faults(WfpFaults.always(WfpFaults.Point.PEND)))) {
      assertThat(bench.connect(bench.listener()).errno()).isEqualTo(WsaError.WSAEACCES.code());
      assertThat(bench.asked()).isZero();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** WFP-64: what the driver has added goes with its session, and connects pass again. */
  @Test
  void givenDriver_whenUnloaded_thenNobodyIsAskedAnyMore() {
    try (Bench bench = new Bench("porter")) {
      Sockaddr good = bench.listener();
      bench.tell("PorterForbid", good.port());
      assertThat(bench.connect(good).succeeded()).isFalse();
      bench.driver.unload();
      bench.driver.unload();
      assertThat(bench.connect(good).succeeded()).isTrue();
      assertThat(bench.broken()).isEmpty();
    }
  }

  /** Each copy has statics of its own. */
  @Test
  void givenTwoEngines_whenBothLoadIt_thenEachHasItsOwn() {
    try (Bench one = new Bench("porter");
        Bench two = new Bench("porter")) {
      Sockaddr first = one.listener();
      Sockaddr second = two.listener();
      one.tell("PorterForbid", first.port());
      assertThat(one.connect(first).succeeded()).isFalse();
      assertThat(two.connect(second).succeeded()).isTrue();
      assertThat(one.asked()).isEqualTo(1);
      assertThat(two.asked()).isEqualTo(1);
    }
  }

  /** What is wrong in each variant of the sample. */
  private enum Fault {
    COMPLETES_TWICE("WFP-98"),
    DOES_NOT_ABSORB("WFP-105"),
    FORGETS_TOO_SOON("WFP-101"),
    STAYS_REGISTERED("WFP-119");

    private final String rule;

    Fault(String rule) {
      this.rule = rule;
    }

    String module() {
      return "porter_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** WFP-98, WFP-101, WFP-105, WFP-119. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void givenMistakeInC_whenConnected_thenItsRuleIsNamed(Fault fault) {
    try (Bench bench = new Bench(fault.module())) {
      bench.connect(bench.listener());
      assertThat(bench.broken()).containsExactly(fault.rule);
    }
  }

  /** WFP-102: a lock across the completion, which classifyFn takes again. */
  @Test
  void givenLockHeldInC_whenCompleted_thenBothHalvesOfItAreReported() {
    try (FilterEngine engine =
        FilterEngine.builder().verify(Verifier.Mode.REPORT).manualScheduler().build()) {
      engine.load(Modules.sample("porter_holds_the_lock"));
      AleOperation connect = engine.stack().connect(WfpBench.tcp(80));
      engine.scheduler().runAll(); // the worker, when classifyFn has returned
      assertThat(connect.outcome()).isEqualTo(Outcome.PERMITTED);
      engine.stop();
      assertThat(engine.violations())
          .extracting(Violation::what)
          .containsExactly(WfpCheck.LOCK_HELD.what(), WfpCheck.LOCK_TAKEN_TWICE.what());
    }
  }

  /** WFP-64, WFP-111: an unload with a pended operation ends it as a block, and reports it. */
  @Test
  void givenOperationPendedInC_whenUnloaded_thenItEndsAsABlockAndIsReported() throws Exception {
    try (Bench bench = new Bench("porter_never_completes")) {
      FutureTask<CallResult> connect = bench.connecting(bench.listener());
      bench.awaitAsked();
      bench.driver.unload();
      assertThat(connect.get(60, TimeUnit.SECONDS).errno()).isEqualTo(WsaError.WSAEACCES.code());
      assertThat(bench.broken()).containsExactly("WFP-111");
    }
  }

  /** A driver that cannot start has its status told. */
  @Test
  void givenDriverEntryThatFails_whenLoaded_thenItsStatusIsTold() throws IOException {
    Path renamed = Files.createTempFile("other", ".module");
    try (FilterEngine engine = FilterEngine.builder().build()) {
      Files.copy(Modules.sample("callout_calls"), renamed, StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> engine.load(renamed))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("0xC0000034");
    } finally {
      Files.delete(renamed);
    }
  }

  /** The message says what was expected. */
  @Test
  void givenModuleThatIsNoDriver_whenLoaded_thenTheMessageSaysWhy() {
    Path another = Modules.file("nothing");
    try (FilterEngine engine = FilterEngine.builder().build()) {
      assertThatThrownBy(() -> engine.load(another))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wsplab_km_this_module")
          .hasMessageContaining("callout driver compiled with include/compat/km");
      assertThatThrownBy(() -> engine.load(Path.of("no such file.so")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("there is no such file");
    }
  }
}
