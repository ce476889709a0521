package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** The kernel under an owner of its own; every handle is closed after the test. */
abstract class KernelFixture {
  static final Duration LONG = Duration.ofSeconds(20);
  final Kernel kernel = Kernel.get();
  final long owner = kernel.newOwner();

  @AfterEach
  void closeAll() {
    kernel.threads().forgetApcs(owner);
    kernel.closeAll(owner);
    assertThat(kernel.handleCount(owner)).isZero();
  }

  PortHandle port() {
    return kernel.ports().create(owner, 0);
  }

  EventHandle event(boolean manualReset, boolean initialState) {
    return kernel.events().create(owner, manualReset, initialState);
  }

  /** Waits until something is so, looking again and again; fails after twenty seconds. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for: " + what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
