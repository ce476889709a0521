package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Windows' own; and what the library's interface does not show. */
class SystemPortFacts extends PortFacts {
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

  /** Who waits for a packet, and who waits for the port itself. */
  @Override
  @Test
  void givenWaiters_whenPortIsClosed_thenTheyAreReleasedAsAbandoned_WIN_13() throws Exception {
    super.givenWaiters_whenPortIsClosed_thenTheyAreReleasedAsAbandoned_WIN_13();
    assertThat(waitAfterClose(LONG)).isEqualTo(WAIT_OBJECT_0);
  }

  /** What a wait for a port gives when the port is closed meanwhile. */
  int waitAfterClose(int timeout) throws Exception {
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
