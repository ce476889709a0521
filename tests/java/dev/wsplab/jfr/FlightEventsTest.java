package dev.wsplab.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Operations;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code jfr print} would show, read back by the JDK's own reader. */
class FlightEventsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final List<String> NAMES =
      List.of("Operation", "OpenOperation", "Packet", "Apc", "Wait", "OpenWait", "Violation");

  @TempDir Path folder;

  /** Breaks WSP-ERR-1. */
  private static final class OddErrorLayer extends LayeredProvider {
    @Override
    public CallResult wspListen(SocketHandle s, int backlog) {
      return CallResult.failed(4711);
    }
  }

  private static Recording recording() {
    Recording recording = new Recording();
    NAMES.forEach(name -> recording.enable("dev.wsplab." + name).withoutThreshold());
    return recording;
  }

  private List<RecordedEvent> stop(Recording recording, String name, long socket)
      throws IOException {
    recording.stop();
    Path file = folder.resolve("events.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.wsplab." + name))
        .filter(event -> socket == 0 || event.getString("socket").equals("" + socket))
        .toList();
  }

  /** One receive that waits, told by a port; returns the value of its socket. */
  private static long receive(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), structure.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
      port.take(LONG).orElseThrow();
      return sockets.server().handle().value();
    }
  }

  private static Winsock loopback() {
    return Winsock.builder().base(LoopbackProvider.create()).build();
  }

  @Test
  void givenRecordingThatBeganBefore_whenAReceiveEnds_thenOneEventTellsItsWholeLife()
      throws IOException {
    try (Recording recording = recording()) {
      recording.start();
      long socket;
      try (Winsock winsock = loopback()) {
        socket = receive(winsock);
      }

      List<RecordedEvent> found = stop(recording, "Operation", socket);
      assertThat(found).hasSize(1);
      RecordedEvent event = found.get(0);
      assertThat(event.getString("function")).isEqualTo("WSARecv");
      assertThat(event.getLong("bytes")).isEqualTo(5);
      assertThat(event.getString("error")).isEmpty();
      assertThat(event.getString("toldBy")).isEqualTo("DEQUEUED");
      assertThat(event.getString("startThread")).isEqualTo(Thread.currentThread().getName());
      assertThat(event.getDuration()).isPositive();
      assertThat(event.getEventType().getCategoryNames()).containsExactly("Wsplab");
    }
  }

  @Test
  void givenRecordingThatBeginsLater_whenItRuns_thenPacketsAndWaitsAreThere() throws IOException {
    try (Winsock winsock = loopback();
        Recording recording = recording()) {
      recording.start();
      long socket = receive(winsock);

      List<RecordedEvent> operations = stop(recording, "Operation", socket);
      assertThat(operations).hasSize(1);
      long structure = operations.get(0).getLong("overlapped");
      Path file = folder.resolve("events.jfr");
      AtomicReference<String> port = new AtomicReference<>();
      assertThat(RecordingFile.readAllEvents(file))
          .anySatisfy(
              event -> {
                assertThat(event.getEventType().getName()).isEqualTo("dev.wsplab.Packet");
                assertThat(event.getLong("overlapped")).isEqualTo(structure);
                assertThat(event.getLong("bytes")).isEqualTo(5);
                assertThat(event.getLong("key")).isEqualTo(42);
                port.set(event.getString("port"));
                assertThat(event.getBoolean("posted")).isFalse();
              })
          .anySatisfy(
              event -> {
                assertThat(event.getEventType().getName()).isEqualTo("dev.wsplab.Wait");
                assertThat(event.getString("handles")).contains("PortHandle[value=" + port + "]");
                assertThat(event.getStackTrace().getFrames())
                    .anySatisfy(
                        frame ->
                            assertThat(frame.getMethod().getName())
                                .startsWith("getQueuedCompletionStatus"));
              });
    }
  }

  @Test
  void givenRoutine_whenItRuns_thenItsApcIsThere() throws IOException {
    try (Recording recording = recording()) {
      recording.start();
      long structure;
      try (Winsock winsock = loopback();
          SocketPair sockets = winsock.connectedPair();
          NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
          NativeBlock room = NativeBlock.allocate(64);
          OverlappedBlock block = OverlappedBlock.allocate(1)) {
        structure = block.overlapped().address();
        sockets
            .server()
            .startRecv(
                WsaBuffers.of(room), block.overlapped(), (error, bytes, overlapped, flags) -> {});
        sockets.client().send(WsaBuffers.of(hello));
        winsock.kernel32().sleepEx((int) LONG.toMillis(), true);
      }

      assertThat(stop(recording, "Apc", 0))
          .filteredOn(event -> event.getLong("overlapped") == structure)
          .hasSize(1)
          .allSatisfy(event -> assertThat(event.getString("function")).isEqualTo("WSARecv"));
    }
  }

  @Test
  void givenReceiveAndWaitThatDoNotEnd_whenTheRecordingEnds_thenBothAreThereWithTheirAge()
      throws Exception {
    try (Winsock winsock = loopback();
        Recording recording = recording();
        SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      recording.start();
      long socket = sockets.server().handle().value();
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), structure.overlapped());
      Thread waiter = new Thread(() -> port.take(LONG), "the waiter");
      waiter.start();
      long deadline = System.nanoTime() + LONG.toNanos();
      while (Kernel.get().ports().waiters(port.handle()) == 0) {
        assertThat(System.nanoTime()).as("the thread waits").isLessThan(deadline);
        Thread.onSpinWait();
      }

      List<RecordedEvent> open = stop(recording, "OpenOperation", socket);

      assertThat(open).hasSize(1);
      assertThat(open.get(0).getString("function")).isEqualTo("WSARecv");
      assertThat(open.get(0).getLong("overlapped")).isEqualTo(structure.overlapped().address());
      assertThat(open.get(0).getString("startThread")).isEqualTo(Thread.currentThread().getName());
      assertThat(open.get(0).getDuration("age")).isPositive();
      assertThat(RecordingFile.readAllEvents(folder.resolve("events.jfr")))
          .filteredOn(event -> event.getEventType().getName().equals("dev.wsplab.OpenWait"))
          .anySatisfy(
              event -> {
                assertThat(event.getString("waitingThread")).isEqualTo("the waiter");
                assertThat(event.getString("handles")).contains("Port");
                assertThat(event.getDuration("age")).isPositive();
              });
      sockets.client().send(WsaBuffers.of(hello));
      waiter.join(LONG.toMillis());
      assertThat(waiter.isAlive()).isFalse();
    }
  }

  @Test
  void givenReceiveThatEnds_whenTheRecordingEnds_thenNothingIsOpen() throws IOException {
    try (Recording recording = recording()) {
      recording.start();
      try (Winsock winsock = loopback()) {
        long socket = receive(winsock);
        assertThat(stop(recording, "OpenOperation", socket)).isEmpty();
      }
    }
  }

  /** WSP-ERR-1. */
  @Test
  void givenBrokenRule_whenFound_thenItsEventHasRuleAndRemedy() throws IOException {
    try (Recording recording = recording()) {
      recording.start();
      long socket;
      try (Winsock winsock =
              Winsock.builder()
                  .base(LoopbackProvider.create())
                  .layer(new OddErrorLayer())
                  .verify(Verifier.Mode.REPORT)
                  .build();
          ClientSocket listener = winsock.tcpSocket()) {
        socket = listener.handle().value();
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        winsock.ws2_32().listen(listener.handle(), 1);
      }

      List<RecordedEvent> found = stop(recording, "Violation", socket);
      assertThat(found).extracting(event -> event.getString("rule")).containsExactly("WSP-ERR-1");
      assertThat(found.get(0).getString("provider")).contains("OddErrorLayer");
      assertThat(found.get(0).getString("remedy")).isNotEmpty();
    }
  }

  @Test
  void givenRecording_whenTheEnvironmentCloses_thenNobodyListensAnyMore() {
    RecordedEvents events = new RecordedEvents();
    Operations operations = new Operations();
    try (Recording recording = recording()) {
      recording.start();
      events.attach(operations, listener -> {});
      assertThat(operations.hasListeners()).isTrue();
      events.close();
    }

    assertThat(operations.hasListeners()).isFalse();
  }
}
