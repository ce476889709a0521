package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Calls that depend on the identity of their thread are refused on virtual threads, with the
 * remedy.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTest extends KernelFixture {
  private static void onVirtualThread(Runnable body) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    Thread thread =
        (Thread)
            start.invoke(
                null,
                (Runnable)
                    () -> {
                      try {
                        body.run();
                      } catch (Throwable e) {
                        failure.set(e);
                      }
                    });
    thread.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  private static void refused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(VirtualThreadException.class)
        .hasMessageContaining("Thread.ofPlatform()");
  }

  @Test
  void givenVirtualThread_whenIdentityCounts_thenCallsAreRefusedWithTheRemedy() throws Exception {
    PortHandle port = port();
    EventHandle event = event(true, true);
    onVirtualThread(
        () -> {
          refused(() -> kernel.ports().getOne(port, 0));
          refused(() -> kernel.waits().waitForSingleObject(event, 0, false));
          refused(() -> kernel.waits().waitForMultipleObjects(List.of(event), false, 0, false));
          try (CompletionEntries entries = new CompletionEntries(1)) {
            refused(() -> kernel.ports().get(port, entries, 0, true));
          }
          refused(() -> kernel.waits().sleepEx(0, true));
          refused(() -> kernel.threads().current());
          refused(() -> kernel.threads().open(owner));
          refused(() -> kernel.threads().lastError());
          refused(() -> kernel.threads().setLastError(1));
        });
  }

  @Test
  void givenVirtualThread_whenIdentityDoesNotCount_thenCallsWork() throws Exception {
    PortHandle port = port();
    ThreadHandle platform = kernel.threads().current();
    AtomicInteger ran = new AtomicInteger();
    onVirtualThread(
        () -> {
          assertThat(kernel.threads().isCurrentVirtual()).isTrue();
          assertThat(kernel.ports().post(port, 1, 2, 0, 3)).isZero();
          EventHandle event = event(true, false);
          assertThat(kernel.events().set(event)).isZero();
          assertThat(kernel.threads().queueApc(platform, owner, ran::incrementAndGet)).isZero();
          complete(port);
        });
    assertThat(kernel.ports().getOne(port, 0).bytes()).isEqualTo(3);
    assertThat(kernel.ports().getOne(port, 0).bytes()).as("completed").isEqualTo(4);
    assertThat(kernel.waits().sleepEx(0, true)).isEqualTo(WaitResult.WAIT_IO_COMPLETION);
    assertThat(ran).hasValue(1);
    assertThat(kernel.threads().isCurrentVirtual()).isFalse();
  }

  private void complete(PortHandle port) {
    SocketHandle socket =
        kernel.sockets().create(owner, SocketObjects.Flavour.PROVIDER, 1, 0, true);
    kernel.ports().associate(socket, port, 1);
    try (NativeBlock overlapped = NativeBlock.allocate(32)) {
      int flags = SocketObjects.QUEUE_PACKET;
      assertThat(
              kernel
                  .sockets()
                  .complete(socket, overlapped.address(), 4, 0, EventHandle.NULL, flags, 0))
          .isEqualTo(SocketObjects.DONE_PACKET_QUEUED);
    }
  }
}
