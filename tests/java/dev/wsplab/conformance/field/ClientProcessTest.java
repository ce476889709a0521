package dev.wsplab.conformance.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that has processes of its own: what they write at their end becomes the report. */
@Timeout(60)
class ClientProcessTest {
  private static final ClientCase NOTHING = winsock -> {};

  @TempDir Path folder;
  private final List<Path> reports = new ArrayList<>();
  private final List<AutoCloseable> memory = new ArrayList<>();

  /** What a client does in its environment. */
  private interface ClientCase {
    void run(Winsock winsock);
  }

  @AfterEach
  void giveBack() throws Exception {
    for (AutoCloseable each : memory) {
      each.close();
    }
  }

  /** The client's process, but for the process. */
  private ClientProcess process(ClientCase bare, ClientCase over, int status) {
    return (label, report, limit) -> {
      assertThat(limit).isEqualTo(Duration.ofSeconds(7));
      reports.add(report);
      ProcessEnvironment environment = ProcessEnvironment.begin(label, report);
      (label.equals(LayerRun.BARE) ? bare : over).run(environment.winsock());
      environment.end();
      return label.equals(LayerRun.BARE) ? 0 : status;
    };
  }

  private static ClientReport check(ClientProcess client) throws InterruptedException {
    return ClientCheck.ofProcess("client", client)
        .only(FieldLayer.SHORT_READS)
        .timeout(Duration.ofSeconds(7))
        .run();
  }

  private static LayerRun over(ClientReport report) {
    assertThat(report.runs()).hasSize(2);
    assertThat(report.runs().get(0).passed()).as(report.overview()).isTrue();
    assertThat(report.runs().get(1).layer()).isEqualTo(FieldLayer.SHORT_READS);
    return report.runs().get(1);
  }

  private <T extends AutoCloseable> T keep(T resource) {
    memory.add(resource);
    return resource;
  }

  private void receives(Winsock winsock) {
    NativeBlock data = keep(NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII)));
    NativeBlock room = keep(NativeBlock.allocate(5));
    Overlapped overlapped = keep(OverlappedBlock.allocate(1)).overlapped();
    try (SocketPair pair = winsock.connectedPair();
        CompletionPort port = winsock.completionPort()) {
      SocketHandle server = pair.server().handle();
      port.associate(server, 1);
      pair.client().send(WsaBuffers.of(data));
      winsock.ws2_32().wsaRecv(server, WsaBuffers.of(room), 0, overlapped, null).orThrow("WSARecv");
      assertThat(port.take(Duration.ofSeconds(30))).isPresent();
    }
  }

  /** Leaves a receive, which the end of the environment ends. */
  private void leavesAReceive(Winsock winsock) {
    NativeBlock room = keep(NativeBlock.allocate(5));
    OverlappedBlock structure = keep(OverlappedBlock.allocate(1));
    SocketPair pair = winsock.connectedPair();
    winsock
        .ws2_32()
        .wsaRecv(pair.server().handle(), WsaBuffers.of(room), 0, structure.overlapped(), null);
  }

  @Test
  void givenAClientThatDoesTheSame_whenChecked_thenItPassesAndItsFilesAreGone()
      throws InterruptedException {
    ClientReport report = check(process(NOTHING, NOTHING, 0));
    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(over(report).differences()).isEmpty();
    assertThat(report.runs().get(1).millis()).isBetween(0L, 60_000L);
    assertThat(reports).hasSize(2).noneMatch(Files::exists);
  }

  /** WSP-RECV-1: a difference is told; it is no fault. */
  @Test
  void givenOperationsThatEndOtherwise_whenChecked_thenTheDifferenceIsTold()
      throws InterruptedException {
    ClientReport report = check(process(this::receives, this::receives, 0));
    assertThat(report.isGood()).as(report.overview()).isTrue();
    assertThat(over(report).differences())
        .containsExactly(
            "WSARecv: 1 started, 0 done at once, 0 failed, 1 bytes"
                + " (bare: 1 started, 1 done at once, 0 failed, 5 bytes)");
  }

  @Test
  void givenOperationsThatAreLeft_whenChecked_thenBothNumbersAreTold() throws InterruptedException {
    assertThat(over(check(process(NOTHING, this::leavesAReceive, 0))).differences())
        .contains("1 operation pending at the end (bare: 0)");
    assertThat(over(check(process(this::leavesAReceive, NOTHING, 0))).differences())
        .contains("0 operations pending at the end (bare: 1)");
  }

  /** OVL-6: a violation's report has several lines, and words of the client's. */
  @Test
  void givenABrokenRule_whenChecked_thenItsReportIsWhatWasSeen() throws InterruptedException {
    assertThat(over(check(process(NOTHING, FaultyClients::reusesItsStructure, 0))).problems())
        .first()
        .asString()
        .startsWith("OVL-6: ")
        .contains("FaultyClients.reusesItsStructure(", "\n");
  }

  @Test
  void givenAnotherStatus_whenChecked_thenItIsWhatWasSeen() throws InterruptedException {
    assertThat(over(check(process(NOTHING, NOTHING, 3))).problems())
        .containsExactly("its process ended with 3");
  }

  @Test
  void givenAProcessThatWritesNothing_whenChecked_thenTheReasonsAreNamed()
      throws InterruptedException {
    ClientReport report = check((label, file, limit) -> 0);
    assertThat(report.runs()).as("over none, when it fails bare").hasSize(1);
    assertThat(report.runs().get(0).problems())
        .containsExactly(
            "its process ended without a word: by TerminateProcess or a fault, or it did not"
                + " begin");
  }

  @Test
  void givenAProcessThatDoesNotEndOrBegin_whenChecked_thenItSaysSo() throws InterruptedException {
    assertThat(
            check(
                    (label, file, limit) -> {
                      throw new TimeoutException();
                    })
                .runs()
                .get(0)
                .problems())
        .containsExactly("it has not ended after 7000 ms; its process was ended");
    assertThat(
            check(
                    (label, file, limit) -> {
                      throw new IOException("no such program");
                    })
                .runs()
                .get(0)
                .problems())
        .containsExactly("no such program");
  }

  /** What a process writes is a line for each fact; a message may have several lines. */
  @Test
  void givenAnEnvironmentThatEnds_whenItsFileIsRead_thenItHasWhatWasCountedAndSeen()
      throws IOException {
    Path file = folder.resolve("report.txt");
    ProcessEnvironment environment = ProcessEnvironment.begin("short-reads", file);
    receives(environment.winsock());
    environment.end();
    assertThat(Files.readAllLines(file)).containsExactly("pending 0", "count RECV 1 0 0 1");
    assertThat(environment.winsock().openHandles()).isZero();
  }

  @Test
  void givenAnUnknownLayer_whenBegun_thenItIsRefused() {
    assertThatThrownBy(() -> ProcessEnvironment.begin("no-such", folder.resolve("report.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"no-such\" is no field layer: expected one of ");
  }

  @Test
  void givenTimeoutsAtTheEnds_whenSet_thenBothAreTaken() throws InterruptedException {
    ClientCheck check =
        ClientCheck.ofProcess("client", (label, file, limit) -> (int) limit.toMillis());
    assertThat(check.timeout(Duration.ofMillis(1)).run().runs().get(0).problems().get(0))
        .isEqualTo("its process ended with 1");
    assertThat(check.timeout(Duration.ofHours(1)).run().runs().get(0).problems().get(0))
        .isEqualTo("its process ended with 3600000");
    assertThatThrownBy(() -> check.timeout(Duration.ofHours(1).plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenTheLayers_whenListed_thenEachHasALine() {
    assertThat(ClientCheck.list())
        .hasSize(FieldLayer.values().length)
        .startsWith(
            "non-ifs               handles of its own: DuplicateHandle copies are unknown,"
                + " CancelIoEx does not reach it");
  }
}
