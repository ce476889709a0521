package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.LentMemoryWatch.Misuse;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a module was lent by a call that pends (WSP-IO-14, WSP-RECV-6). */
class LentCallsTest {
  private final List<Misuse> told = Collections.synchronizedList(new ArrayList<>());
  private final NativeBlock memory = NativeBlock.allocate(64);
  private final Overlapped structure = Overlapped.at(memory.address());
  private final LentCalls calls = new LentCalls();

  @AfterEach
  void free() {
    calls.finish();
    memory.close();
  }

  private LentCall lend() {
    return new LentCall(
        (misuse, function, s, overlapped, seen) -> told.add(misuse),
        WspFunction.WSP_RECV,
        new SocketHandle(4),
        structure.address(),
        0,
        null);
  }

  @Test
  void givenACountWrittenAfterTheReturn_whenTheOperationIsCompleted_thenItIsToldOnce() {
    LentCall call = lend();
    calls.pended(call);
    Kernel.get().memory().storeInt(call.bytes(), 5);

    calls.completing(structure);
    calls.completing(structure);

    assertThat(told).containsExactly(Misuse.COUNT_WRITTEN);
  }

  @Test
  void givenFlagsWrittenAfterTheReturn_whenTheOperationIsStartedAgain_thenItIsTold() {
    LentCall call = lend();
    calls.pended(call);
    Kernel.get().memory().storeInt(call.flags(), 5);

    calls.pended(lend());

    assertThat(told).containsExactly(Misuse.FLAGS_WRITTEN);
  }

  /** A thread that completes has found the call before another one has started the next. */
  @Test
  void givenACallThatHasEnded_whenItIsInspected_thenNobodyIsTold() {
    LentCall call = lend();
    call.recall();
    call.close();

    call.inspect();

    assertThat(told).isEmpty();
  }

  @Test
  void givenAStructureThatOneThreadStartsAgain_whenAnotherOneCompletes_thenBothGoOn() {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> completes =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                calls.completing(structure);
              }
            });

    for (int i = 0; i < 20_000 && !completes.isDone(); i++) {
      calls.pended(lend());
    }
    ended.set(true);

    completes.join();
    assertThat(told).isEmpty();
  }
}
