package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.UpcallAfterCleanupException;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Modules that do wrong while they run: module and rule are named, and the environment goes on. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@Timeout(120)
class MisbehavingModulesTest {
  private static Winsock over(NativeProvider layer) {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(layer, Guid.random(), "a layer in C", false)
        .verify(Verifier.Mode.REPORT)
        .build();
  }

  private static Optional<Violation> found(Winsock winsock, Predicate<Violation> which) {
    return winsock.violations().stream().filter(which).findFirst();
  }

  private static boolean isOfAnUnknownStructure(Violation violation) {
    return violation.rule().equals("WPU-COMPLETE-18") && violation.what().contains("never started");
  }

  @Test
  void givenLayerThatCompletesWhenItIsLoaded_whenStarted_thenThatIsToldAndItWorks() {
    NativeProvider layer = Modules.provider(Modules.sample("layer_completes_when_loaded"));
    try (Winsock winsock = over(layer);
        SocketPair pair = winsock.connectedPair()) {
      ThroughTest.exchange(pair);

      assertThat(found(winsock, MisbehavingModulesTest::isOfAnUnknownStructure))
          .hasValueSatisfying(
              violation ->
                  assertThat(violation.report())
                      .contains("WPU-COMPLETE-18", layer.file().toString(), "socket 16"));
    }
  }

  @Test
  void givenLayerThatPassesGarbage_whenItCompletes_thenThatIsToldAndOtherCallsGoOn() {
    NativeProvider layer = Modules.provider(Modules.sample("layer_passes_garbage"));
    try (OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock in = NativeBlock.allocate(8);
        NativeBlock out = NativeBlock.allocate(8);
        Winsock winsock = over(layer);
        SocketPair pair = winsock.connectedPair()) {
      pair.server().startRecv(WsaBuffers.of(in), structure.overlapped());
      pair.client().send(WsaBuffers.of(out));
      while (found(winsock, MisbehavingModulesTest::isOfAnUnknownStructure).isEmpty()) {
        Thread.onSpinWait();
      }

      assertThat(found(winsock, MisbehavingModulesTest::isOfAnUnknownStructure))
          .hasValueSatisfying(
              violation ->
                  assertThat(violation.report())
                      .contains(layer.file().toString(), "overlapped 0x10"));
      ThroughTest.exchange(pair);
    }
  }

  /** WSP-CLEAN-5: its thread asks until it is refused. */
  @Test
  void givenLayerThatCallsAfterItsCleanup_whenClosed_thenTheVerifierTells() {
    NativeProvider layer = Modules.provider(Modules.sample("layer_calls_after_cleanup"));
    Winsock winsock = over(layer);
    try (winsock;
        SocketPair pair = winsock.connectedPair()) {
      ThroughTest.exchange(pair);
    }

    assertThat(
            found(
                winsock,
                violation ->
                    violation
                        .report()
                        .contains("WPUCreateEvent in a thread of its module; it was")))
        .hasValueSatisfying(
            violation ->
                assertThat(violation.report()).contains("WSP-CLEAN-5", layer.file().toString()));
  }

  @Test
  void givenLayerThatCallsAfterItsCleanup_whenNobodyVerifies_thenModuleAndRuleAreToldAllTheSame()
      throws InterruptedException {
    NativeProvider layer = Modules.provider(Modules.sample("layer_calls_after_cleanup"));
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Thread user =
        new Thread(
            () -> {
              try (Winsock winsock =
                      Winsock.builder()
                          .base(LoopbackProvider.create())
                          .layer(layer, Guid.random(), "a layer in C", false)
                          .build();
                  SocketPair pair = winsock.connectedPair()) {
                ThroughTest.exchange(pair);
              }
            });
    user.setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown));
    user.start();
    user.join();

    assertThat(told)
        .as("refused in the middle of a turn, it has called WPUCloseEvent as well")
        .hasSizeBetween(1, 2)
        .allSatisfy(
            thrown ->
                assertThat(thrown)
                    .isInstanceOf(UpcallAfterCleanupException.class)
                    .hasMessageContaining("module=" + layer.file())
                    .hasMessageContaining("WSP-CLEAN-5"))
        .anySatisfy(thrown -> assertThat(thrown).hasMessageContaining("WPUCreateEvent"));
  }

  @Test
  void givenModuleThatBlocksInItsCleanup_whenClosed_thenTheReportNamesModuleAndRule()
      throws InterruptedException {
    NativeProvider provider = Modules.provider("blocks");
    Winsock winsock = ModuleWorld.over(provider);
    try (ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle()).isNotNull();
    }
    HostedModule module = provider.hosted();
    Thread closer = new Thread(winsock::close, "closes an environment");
    closer.start();
    String expected = "WSPCleanup of " + provider.file() + " has not returned (WSP-CLEAN-2)";
    while (!StateReport.of(winsock).contains(expected)) {
      Thread.onSpinWait();
    }
    assertThat(closer.isAlive()).isTrue();

    module.callBack("completer_end", module.loaded().symbol("completer_end"));
    closer.join();

    assertThat(StateReport.of(winsock)).doesNotContain(expected);
    assertThat(provider.hosted()).isNull();
  }
}
