package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's; and what the library's interface does not show. */
@EnabledOnOs(OS.WINDOWS)
class SystemPortFactsTest extends PortFacts {
  private static final int SHORT = 200;

  @Override
  WindowsApi open() {
    return new SystemWindows();
  }

  @Test
  void givenEmptyPort_whenDequeued_thenOnlyTheOverlappedOutputIsWritten_WIN_1() {
    Pointer outputs = new Block(3 * Long.BYTES).pointer();
    for (int i = 0; i < 3; i++) {
      outputs.setLong(i * Long.BYTES, UNTOUCHED);
    }

    boolean returned =
        SystemKernel32.GetQueuedCompletionStatus(
            SystemMemory.pointer(windows.createPort()),
            outputs,
            outputs.share(Long.BYTES),
            outputs.share(2 * Long.BYTES),
            0);

    assertThat(returned).isFalse();
    assertThat(Native.getLastError()).isEqualTo(WAIT_TIMEOUT);
    assertThat(outputs.getLong(0)).isEqualTo(UNTOUCHED);
    assertThat(SystemMemory.word(outputs, Long.BYTES)).isEqualTo(UNTOUCHED);
    assertThat(SystemMemory.word(outputs, 2 * Long.BYTES)).isZero();
  }

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
    assertThat(waitAfterClose(LONG)).isEqualTo(WAIT_OBJECT_0);
  }

  /** What a wait for a port gives when the port is closed meanwhile. */
  private int waitAfterClose(int timeout) throws Exception {
    int got = -1;
    for (int round = 1; got == -1 && round <= 100; round++) {
      long port = windows.createPort();
      CountDownLatch started = new CountDownLatch(1);
      Call<Integer> call =
          inThread(
              () -> {
                started.countDown();
                return windows.waitFor(port, timeout, false);
              });
      started.await();
      letOthersRun(round);
      windows.closePort(port);
      got = call.get(); // -1: it was not in the call yet
    }
    return got;
  }

  private static void letOthersRun(int turns) {
    for (int i = 0; i < turns * 1000; i++) {
      Thread.yield();
    }
  }
}
