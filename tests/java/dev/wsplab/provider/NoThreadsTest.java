package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A layer whose worker cannot be started, since the system has no more threads. */
class NoThreadsTest {
  private static final int NOT_ENOUGH_MEMORY = 8;

  private final Kernel kernel = Kernel.get();
  private final long owner = kernel.newOwner();
  private final AtomicBoolean exhausted = new AtomicBoolean(true);
  private final Function<Runnable, Thread> threads =
      work ->
          new Thread(work) {
            @Override
            public synchronized void start() {
              if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              super.start();
            }
          };
  private final LayerCompletions completions =
      new LayerCompletions(kernel, owner, threads, CompletionMoment.any(), operation -> {});

  @AfterEach
  void close() throws InterruptedException {
    completions.stop();
    completions.free();
    kernel.closeAll(owner);
  }

  @Test
  void givenNoThread_whenASocketIsTaken_thenAnErrorAndNoHandleIsLeft_WSP_START_12() {
    SocketHandle lower = kernel.sockets().create(owner, SocketObjects.Flavour.PROVIDER, 1, 0, true);
    int before = kernel.handleCount(owner);

    assertThat(completions.associate(lower)).isEqualTo(NOT_ENOUGH_MEMORY);

    assertThat(kernel.handleCount(owner)).isEqualTo(before);
  }

  @Test
  void givenThreadsAgain_whenTheSocketIsTakenOnceMore_thenItIs_WSP_START_12() {
    SocketHandle lower = kernel.sockets().create(owner, SocketObjects.Flavour.PROVIDER, 1, 0, true);
    completions.associate(lower);

    exhausted.set(false);

    assertThat(completions.associate(lower)).isZero();
  }
}
