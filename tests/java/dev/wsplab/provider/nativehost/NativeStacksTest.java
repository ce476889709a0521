package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Platform;
import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.junit.WithWinsock;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.trace.TraceEvent;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who in a module in C has caused an event, in the histories of broken rules and in reports. */
@Timeout(120)
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class NativeStacksTest {
  private static final String SUFFIX = Platform.isWindows() ? ".dll" : ".so";

  /** A frame inside of a function of a module; on Windows names may have been stripped. */
  private static String frame(String module, String function) {
    String name = Platform.isWindows() ? "(!\\w+)?" : "!" + function;
    return module + "\\" + SUFFIX + name + "\\+0x[0-9a-f]+ \\(0x[0-9a-f]+\\)";
  }

  private static WinsockBuilder over(String layer) {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(Modules.provider(Modules.sample(layer)), Guid.random(), layer, false)
        .verify(Verifier.Mode.REPORT);
  }

  /** A receive that pends, and is completed in the layer's own thread. */
  private static void receive(Winsock winsock) {
    try (OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      receive(winsock, structure);
    }
  }

  private static void receive(Winsock winsock, OverlappedBlock structure) {
    try (CompletionPort port = winsock.completionPort();
        SocketPair pair = winsock.connectedPair();
        NativeBlock out = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
        NativeBlock in = NativeBlock.allocate(16)) {
      port.associate(pair.server().handle(), 7);
      pair.server().startRecv(WsaBuffers.of(in), structure.overlapped());
      pair.client().send(WsaBuffers.of(out));
      assertThat(port.take(Duration.ofSeconds(10)).orElseThrow().bytes()).isEqualTo(5);
    }
  }

  private static List<TraceEvent> of(Winsock winsock, Predicate<TraceEvent> which) {
    return winsock.recorder().events(which);
  }

  @Test
  void givenLayerInC_whenItCompletes_thenItsOwnFramesStandBelowTheEventAlone() {
    try (Winsock winsock = over("layer").nativeStacks().build()) {
      receive(winsock);

      List<TraceEvent> completed =
          of(winsock, e -> e.step().equals("FIELDS_WRITTEN") && e.provider().contains("layer"));
      assertThat(completed).isNotEmpty();
      assertThat(completed)
          .allSatisfy(
              e -> {
                assertThat(e.nativeStack().get(0)).matches(frame("layer", "overlapped_tell"));
                assertThat(e.nativeStack()).last().asString().matches(frame("layer", "work"));
                assertThat(e.nativeStack()).allMatch(f -> f.startsWith("layer" + SUFFIX));
              });
    }
  }

  @Test
  void givenLayerInC_whenItsTimelineIsWritten_thenThePageHasItsFrames(@TempDir Path folder)
      throws IOException {
    Path page = folder.resolve("page.html");
    try (Winsock winsock = over("layer").nativeStacks().build()) {
      receive(winsock);
      winsock.timeline("native stacks").writePage(page);
    }

    assertThat(Files.readString(page)).containsPattern(frame("layer", "overlapped_tell"));
  }

  @Test
  void givenLayerInC_whenItCallsDown_thenTheCallBelowShowsIt() {
    try (Winsock winsock = over("layer").nativeStacks().build()) {
      receive(winsock);

      List<TraceEvent> below =
          of(
              winsock,
              e ->
                  e.step().equals("CALLED")
                      && e.function().equals("WSPRecv")
                      && !e.provider().contains("layer"));
      assertThat(below).isNotEmpty();
      assertThat(below)
          .allSatisfy(e -> assertThat(e.nativeStack().get(0)).matches(frame("layer", "\\w+")));
    }
  }

  @Test
  void givenLayerInC_whenJavaGoesOnAfterItsCall_thenOnlyTheFirstEventHasTheStack() {
    try (Winsock winsock = over("layer").nativeStacks().build()) {
      receive(winsock);

      assertThat(
              of(
                  winsock,
                  e ->
                      List.of("RETURNED", "ANSWERED", "PUBLISHED", "COMPLETED", "NOTIFIED")
                          .contains(e.step())))
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e.nativeStack()).as(e.step()).isEmpty());
      assertThat(of(winsock, e -> e.step().equals("UPCALLED") && e.provider().contains("layer")))
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e.nativeStack()).as(e.function()).isNotEmpty());
    }
  }

  @Test
  void givenNobodyHasAsked_whenALayerInCCompletes_thenNoEventHasAStack() {
    try (Winsock winsock = over("layer").build()) {
      receive(winsock);

      assertThat(winsock.recorder().events()).allMatch(e -> e.nativeStack().isEmpty());
      assertThat(winsock.recorder().lines(e -> true)).noneMatch(TraceEvent::isFrameLine);
    }
  }

  /** WPU-COMPLETE-18. */
  @Test
  void givenLayerThatCompletesTwice_whenItIsFound_thenTheReportNamesTheModuleAndTheFunction() {
    List<Violation> found;
    // The second completion comes at any time, and writes into the structure.
    try (OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      Winsock winsock = over("layer_completes_twice").nativeStacks().build();
      try (winsock) {
        receive(winsock, structure);
      }
      found = winsock.violations();
    }

    assertThat(found)
        .extracting(Violation::rule)
        .as(found.stream().map(Violation::report).collect(Collectors.joining("\n")))
        .contains("WPU-COMPLETE-18");
    Violation twice =
        found.stream().filter(v -> v.rule().equals("WPU-COMPLETE-18")).findFirst().orElseThrow();
    assertThat(twice.report())
        .containsPattern(
            "(?s)found in a call of a native module\n      at "
                + frame("layer_completes_twice", "overlapped_tell")
                + "\n      at "
                + frame("layer_completes_twice", "work")
                + "$");
  }

  @Test
  void givenBaseInCWithAThreadOfItsOwn_whenItCompletes_thenWhatHasStartedTheThreadIsLeftOut() {
    try (Winsock winsock = ModuleWorld.builder("completer").nativeStacks().build();
        CompletionPort port = winsock.completionPort();
        ClientSocket socket = winsock.tcpSocket();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock in = NativeBlock.allocate(8)) {
      port.associate(socket.handle(), 3);
      socket.startRecv(WsaBuffers.of(in), structure.overlapped());
      assertThat(port.take(Duration.ofSeconds(10))).isPresent();

      assertThat(of(winsock, e -> e.step().equals("FIELDS_WRITTEN")))
          .isNotEmpty()
          .allSatisfy(
              e -> {
                assertThat(e.thread()).startsWith("native ");
                assertThat(e.nativeStack())
                    .isNotEmpty()
                    .allMatch(f -> f.startsWith("completer" + SUFFIX));
              });
    }
  }

  @Test
  void givenClientInC_whenItStartsOperations_thenTheReportOfItsStateShowsWhereInIt() {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .verify(Verifier.Mode.REPORT)
                .nativeStacks()
                .build();
        ClientModule client = winsock.loadApplication(Modules.sample("echo_client"))) {
      assertThat(client.main(List.of("10000"))).isZero();

      assertThat(of(winsock, e -> e.step().equals("STARTED")))
          .isNotEmpty()
          .allSatisfy(
              e -> assertThat(e.nativeStack().get(0)).matches(frame("echo_client", "\\w+")));
      assertThat(StateReport.of(winsock))
          .containsPattern("\n    at " + frame("echo_client", "\\w+") + "\n");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the wait at a port is the system's own there")
  @SuppressWarnings("try") // the connection only has to be there
  void givenClientInCThatWaitsForAPacket_whenTheStateIsAskedFor_thenItSaysWhereInTheClient()
      throws Exception {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .verify(Verifier.Mode.REPORT)
                .watchClient()
                .nativeStacks()
                .build();
        ClientSocket listener = winsock.tcpSocket();
        ClientModule client = winsock.loadApplication(Modules.sample("echo_client"))) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0)).listen(1);
      String port = String.valueOf(listener.localAddress().getPort());
      FutureTask<Integer> run = new FutureTask<>(() -> client.main(List.of("1000", port)));
      new Thread(run, "waiting client").start();
      try (ClientSocket silent = listener.accept()) {
        Pattern inTheClient =
            Pattern.compile(
                "\"waiting client\" in getQueuedCompletionStatus, port .*\n(      at .*\n)*"
                    + "      at "
                    + frame("echo_client", "echo_next")
                    + "\n");
        String report;
        do { // it takes the packets of its sends before it waits for good
          report = StateReport.of(winsock);
        } while (!inTheClient.matcher(report).find()
            && !run.isDone()
            && !Thread.currentThread().isInterrupted());

        assertThat(report).containsPattern(inTheClient);
      }
      assertThat(run.get()).as("nobody echoed").isNotZero();
    }
  }

  @Test
  void givenModuleThatWasUnloaded_whenAnotherUsesItsTrampolines_thenNoStacksAreTakenForThat() {
    for (boolean asked : new boolean[] {true, false, true, false}) {
      WinsockBuilder builder = over("layer");
      try (Winsock winsock = (asked ? builder.nativeStacks() : builder).build()) {
        receive(winsock);
        assertThat(winsock.recorder().events().stream().anyMatch(e -> !e.nativeStack().isEmpty()))
            .isEqualTo(asked);
      }
    }
  }

  // On Windows the client takes its packets from the system: nobody sees that it does.
  @Test
  @WithWinsock(base = WithWinsock.Base.LOOPBACK, nativeStacks = true, leaks = false)
  void givenAnnotationThatAsks_whenAClientInCCalls_thenItsFramesAreKept(Winsock winsock) {
    try (ClientModule client = winsock.loadApplication(Modules.sample("echo_client"))) {
      assertThat(client.main(List.of("1000"))).isZero();
    }

    assertThat(of(winsock, e -> e.step().equals("STARTED")))
        .isNotEmpty()
        .noneMatch(e -> e.nativeStack().isEmpty());
  }
}
