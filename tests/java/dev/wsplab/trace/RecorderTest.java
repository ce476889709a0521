package dev.wsplab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.Event;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final class PlainLayer extends LayeredProvider {}

  private static ProviderEvent event(long socket) {
    return new ProviderEvent(Step.CALLED, "p", "WSPSend", socket, 0, 0, 0, socket, "t");
  }

  @Test
  void givenMoreEventsThanRoom_whenRead_thenTheLastAreThereInOrder() {
    Recorder recorder = new Recorder(4);

    for (int i = 1; i <= 10; i++) {
      recorder.onProviderEvent(event(i));
    }

    assertThat(recorder.told()).isEqualTo(10);
    assertThat(recorder.events()).extracting(TraceEvent::socket).containsExactly(7L, 8L, 9L, 10L);
    assertThat(recorder.events(e -> e.socket() == 8))
        .extracting(TraceEvent::sequence)
        .containsExactly(8L);
  }

  @Test
  void givenNoRoom_whenMade_thenRefused() {
    assertThatThrownBy(() -> new Recorder(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity=0");
  }

  @Test
  void givenManyThreads_whenTheyTell_thenEveryNumberIsGivenOnce() throws InterruptedException {
    Recorder recorder = new Recorder(4000);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 1; i <= 1000; i++) {
                  recorder.onProviderEvent(event(i));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(recorder.events()).extracting(TraceEvent::sequence).doesNotHaveDuplicates();
    assertThat(recorder.events()).hasSize(4000);
  }

  @Test
  void givenLayerOverBase_whenASendRuns_thenItsWayDownAndUpIsRecorded() {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .layer(new PlainLayer())
                .record(1000)
                .build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(3);
        Event event = winsock.event();
        SocketPair pair = winsock.connectedPair()) {
      event.attachTo(structure.overlapped());
      pair.client().startSend(WsaBuffers.of(data), structure.overlapped());
      pair.client().result(structure.overlapped(), true);

      List<String> steps =
          winsock
              .recorder()
              .events(e -> e.function().equals("WSPSend") || e.function().equals("WSASend"))
              .stream()
              .map(e -> e.provider().replaceAll(".*[./]", "") + " " + e.step())
              .toList();
      assertThat(steps.get(0)).isEqualTo(" STARTED");
      assertThat(steps.get(1)).endsWith("CALLED").contains("PlainLayer");
      assertThat(steps.get(2)).endsWith("CALLED").contains("Loopback");
      assertThat(steps).anyMatch(s -> s.contains("PlainLayer") && s.endsWith("RETURNED"));
      assertThat(winsock.recorder().lines(e -> e.function().equals("WSASend")).get(0))
          .contains("client STARTED WSASend #");
    }
  }

  @Test
  void givenLayerOverBaseWithOwnHandles_whenASendEnds_thenEachCompletionIsToldOfOnce() {
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.builder().nonIfs().build())
                .layer(new PlainLayer())
                .record(1000)
                .build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(3);
        Event event = winsock.event();
        SocketPair pair = winsock.connectedPair()) {
      event.attachTo(structure.overlapped());
      pair.client().startSend(WsaBuffers.of(data), structure.overlapped());
      pair.client().result(structure.overlapped(), true);

      assertThat(winsock.recorder().events(e -> e.step().equals("FIELDS_WRITTEN")))
          .extracting(e -> e.provider().replaceAll(".*[.$]", ""))
          .containsExactly("LoopbackProvider", "PlainLayer");
      assertThat(winsock.recorder().events(e -> e.step().equals("PUBLISHED") && e.error() == 0))
          .hasSizeGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void givenExtensionFunction_whenCalled_thenItIsToldOfWithItsStructure() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).record(1000).build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        SocketPair pair = winsock.connectedPair()) {
      winsock.ws2_32().extensions().disconnectEx(pair.client().handle(), structure.overlapped(), 0);

      assertThat(
              winsock
                  .recorder()
                  .events(e -> e.function().equals("DisconnectEx") && !e.provider().isEmpty()))
          .extracting(TraceEvent::overlapped)
          .containsOnly(structure.overlapped().address())
          .hasSize(2);
    }
  }

  @Test
  void givenPlacesAskedFor_whenAnOperationIsPending_thenItIsKnownWhereItWasStarted() {
    try (Winsock winsock =
            Winsock.builder().base(LoopbackProvider.create()).record(2).stacks().build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(3);
        SocketPair pair = winsock.connectedPair()) {
      pair.client().startRecv(WsaBuffers.of(room), structure.overlapped());
      winsock.ws2_32().getsockname(pair.client().handle());
      winsock.ws2_32().getsockname(pair.client().handle());

      // Its events are forgotten, the operation is not.
      assertThat(winsock.recorder().events(e -> e.operation() != 0)).isEmpty();
      assertThat(winsock.recorder().placeOf(winsock.pendingOperations().get(0)))
          .startsWith("RecorderTest.givenPlacesAskedFor_whenAnOperationIsPending");
    }
  }

  @Test
  void givenNoPlacesAskedFor_whenAnOperationIsPending_thenNoneIsKept() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).record(100).build();
        OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock room = NativeBlock.allocate(3);
        SocketPair pair = winsock.connectedPair()) {
      pair.client().startRecv(WsaBuffers.of(room), structure.overlapped());

      assertThat(winsock.recorder().placeOf(winsock.pendingOperations().get(0))).isEmpty();
      assertThat(winsock.recorder().lines(e -> e.step().equals("STARTED")).get(0))
          .doesNotContain(" at ");
    }
  }

  @Test
  void givenNobodyAskedForIt_whenAWinsockRuns_thenNothingIsRecorded() {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
        SocketPair pair = winsock.connectedPair()) {
      assertThat(pair.client().handle().value()).isNotZero();
      assertThat(winsock.recorder().told()).isZero();
      assertThat(winsock.violations()).isEmpty();
    }
  }
}
