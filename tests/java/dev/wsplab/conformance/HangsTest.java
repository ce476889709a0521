package dev.wsplab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.ShownOutput;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a provider whose calls do not return. */
@Timeout(120)
class HangsTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its worker keeps the lock that a receive needs. */
  static final class LocksItsWorkerOut extends FaultyLayer {
    private final Object lock = new Object();
    private final CountDownLatch taken = new CountDownLatch(1);

    private void keepsTheLock() {
      synchronized (lock) {
        taken.countDown();
        waitFor(new CountDownLatch(1));
      }
    }

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      Thread worker = new Thread(this::keepsTheLock, "layer-worker");
      worker.setDaemon(true);
      worker.start();
      waitFor(taken);
      synchronized (lock) {
        return super.recv(s, buffers, flags, overlapped, routine, threadId);
      }
    }
  }

  /** Receives without a structure never return. */
  static final class NeverWakesAReceiver extends FaultyLayer {
    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (overlapped == null) {
        waitFor(new CountDownLatch(1));
        return TransferResult.failed(WsaError.WSAEINTR);
      }
      return super.recv(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  static final class HangsInAcceptEx extends LayeredProvider {
    @Override
    protected ExtensionFunction offered(SocketHandle socket, ExtensionFunction function) {
      if (!(function instanceof ExtensionFunction.AcceptEx)) {
        return function;
      }
      return (ExtensionFunction.AcceptEx)
          (listen, accept, output, length, local, remote, overlapped) -> {
            waitFor(new CountDownLatch(1));
            return ExtensionFunction.Result.failed(WsaError.WSAEINTR);
          };
    }
  }

  private static KitReport play(Supplier<FaultyLayer> layer, String scenario) {
    return ConformanceKit.layer("hangs", false, layer).only(scenario).patience(SHORT).run();
  }

  private static Finding hangIn(KitReport report) {
    assertThat(report.isGood()).isFalse();
    return report.results().get(0).findings().get(0);
  }

  @Test
  void givenALockThatAWorkerKeeps_whenAReceiveHangs_thenBothThreadsAndTheLockAreTold() {
    KitReport report = play(LocksItsWorkerOut::new, "WSARecv/later/port/over-non-ifs");

    Finding hang = hangIn(report);
    assertThat(hang.what()).isEqualTo("WSPRecv of java:hangs does not return");
    assertThat(hang.history().get(0))
        .matches(
            "thread \"scenario\", in WSPRecv of java:hangs for \\d+ ms, waits for"
                + " java.lang.Object@\\w+, which thread \"layer-worker\" holds");
    assertThat(hang.history().get(1)).contains("LocksItsWorkerOut.recv");
    assertThat(hang.history())
        .anyMatch(line -> line.startsWith("thread \"layer-worker\""))
        .anyMatch(line -> line.contains("LocksItsWorkerOut.keepsTheLock"));
    assertThat(report.overview())
        .contains("  threads:\n    thread \"scenario\"", "    thread \"layer-worker\"");
    ShownOutput.assertShows("HangsTest", report.overview());
  }

  /** WSP-RECV-1 and WSP-RECV-4, not WSP-IO-2: nothing is overlapped here. */
  @Test
  void givenAReceiveThatWaits_whenItDoesNotReturn_thenTheRuleIsThatOfWhatHasCome() {
    Finding data = hangIn(play(NeverWakesAReceiver::new, "connection/long-stream"));
    assertThat(data.rule()).isEqualTo("WSP-RECV-1");
    assertThat(data.what()).isEqualTo("WSPRecv of java:hangs does not return");
    assertThat(data.remedy()).endsWith("return what has come");

    Finding end = hangIn(play(NeverWakesAReceiver::new, "connection/half-close"));
    assertThat(end.rule()).isEqualTo("WSP-RECV-4");
  }

  @Test
  void givenAnExtensionFunctionThatHangs_whenPlayed_thenItIsNamed() {
    KitReport report =
        ConformanceKit.layer("hangs", false, HangsInAcceptEx::new)
            .only("AcceptEx/later/port/over-non-ifs")
            .patience(SHORT)
            .run();

    Finding hang = hangIn(report);
    assertThat(hang.what()).isEqualTo("AcceptEx of java:hangs does not return");
    assertThat(hang.rule()).isEqualTo("WSP-IO-2");
    assertThat(hang.history()).anyMatch(line -> line.contains("CountDownLatch.await"));
  }

  /** Passes everything on but one function, which never returns. */
  private static ServiceProvider hangsIn(WspFunction hanging) {
    return new ForwardingProvider(new FaultyLayer.PassThrough()) {
      @Override
      protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
        if (function == hanging) {
          waitFor(new CountDownLatch(1));
        }
        return call.get();
      }
    };
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "WSP_SEND, connection/half-close, WSP-SEND-2",
    "WSP_SEND, WSASend/later/port, WSP-IO-2",
    "WSP_RECV, WSARecv/later/port, WSP-IO-2",
    "WSP_IOCTL, AcceptEx/later/port, WSP-IOCTL-1",
    "WSP_CLOSE_SOCKET, WSARecv/later/port, WSP-CLOSE-6",
    "WSP_CLEANUP, WSARecv/later/port, WSP-CLEAN-2"
  })
  void givenAnyFunctionThatHangs_whenPlayed_thenTheRuleIsItsOwnAndCanBeAskedFor(
      WspFunction function, String scenario, String rule) {
    KitReport report =
        ConformanceKit.layer("hangs", false, () -> hangsIn(function))
            .only(scenario)
            .patience(SHORT)
            .run();

    assertThat(report.brokenRules()).as(report.overview()).contains(rule);
    assertThat(report.overview())
        .contains(function.winsockName() + " of java:hangs does not return");
    assertThat(ConformanceKit.layer("any", false, FaultyLayer.PassThrough::new).only(rule).size())
        .isPositive();
  }
}
