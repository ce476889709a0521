package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemPortFactsTest extends SystemPortFacts {
  private static final int SHORT = 200;

  @Override
  @Test
  @OnWine(value = "WIN-9", instead = "the packet always wins")
  void givenPacketAndApc_whenThreadHasNotTakenFromThisPort_thenTheApcWins_WIN_9() throws Exception {
    if (!RunningOn.isWine()) {
      super.givenPacketAndApc_whenThreadHasNotTakenFromThisPort_thenTheApcWins_WIN_9();
      return;
    }
    long port = windows.createPort();
    Packet packet = new Packet(1, 11, WILD);
    post(port, packet);
    AtomicInteger runs = queueApc();

    assertThat(windows.dequeueMany(port, 1, LONG, true)).isEqualTo(taken(List.of(packet)));

    assertThat(runs).hasValue(0);
  }

  @Override
  @Test
  @OnWine(value = "WIN-12", instead = "the thread that waited longest is released first")
  void givenTwoWaiters_whenPosted_thenTheLastIsReleasedFirst_WIN_12() throws Exception {
    if (!RunningOn.isWine()) {
      super.givenTwoWaiters_whenPosted_thenTheLastIsReleasedFirst_WIN_12();
      return;
    }
    assertThat(releaseOrder(3)).containsExactly(3L, 4L);
  }

  /** Who waits for a packet, and who waits for the port itself. */
  @Override
  @Test
  @OnWine(value = "WIN-13", instead = "closing the port releases nobody")
  void givenWaiters_whenPortIsClosed_thenTheyAreReleasedAsAbandoned_WIN_13() throws Exception {
    if (RunningOn.isWine()) {
      assertThat(afterClose(port -> windows.dequeue(port, SHORT), Dequeued::error).error())
          .isEqualTo(WAIT_TIMEOUT);
      assertThat(waitAfterClose(SHORT)).isEqualTo(WAIT_TIMEOUT);
      return;
    }
    super.givenWaiters_whenPortIsClosed_thenTheyAreReleasedAsAbandoned_WIN_13();
  }
}
