package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.Ws2Exports;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Start and end of each provider: a complete table (LAY-PT-2), a cleanup for each start
 * (WSP-CLEAN-1), and nothing after the last one (WSP-CLEAN-5). Thread-safe.
 */
final class LifeCheck implements ProviderInterceptor {
  private final CallFindings findings;
  private final Lives lives;

  LifeCheck(CallFindings findings, Lives lives) {
    this.findings = findings;
    this.lives = lives;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new Watched(name, provider);
  }

  private final class Watched extends ForwardingProvider {
    private final String name;

    Watched(String name, ServiceProvider provider) {
      super(provider);
      this.name = name;
    }

    @Override
    public StartupResult wspStartup(
        int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      lives.begin(origin());
      boolean started = false;
      try {
        StartupResult result = super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
        started = result.error() == 0;
        if (started) {
          complete(result.procTable());
        }
        return result;
      } finally {
        if (!started) {
          lives.end(origin());
        }
      }
    }

    private void complete(@Nullable ServiceProvider table) {
      if (table == null || !table.missingFunctions().isEmpty()) {
        findings.report(
            Check.INCOMPLETE_TABLE,
            name,
            "WSPStartup that returns 0: thirty entries",
            table == null ? "no table" : "without " + table.missingFunctions());
      }
    }

    @Override
    public CallResult wspCleanup() {
      boolean owed = !lives.hasEnded(origin());
      lives.cleaning(origin());
      CallResult result;
      try {
        result = super.wspCleanup();
      } finally {
        lives.cleaned(origin());
      }
      if (owed && !result.succeeded()) {
        findings.report(
            Check.CLEANUP_REFUSED,
            name,
            "WSPCleanup: 0, once for each WSPStartup that returned 0",
            result.toString());
      }
      return result;
    }

    @Override
    protected Upcalls upcallsFor(Upcalls upcalls) {
      return new ForwardingUpcalls(upcalls) {
        @Override
        protected <R> R around(WpuFunction function, Supplier<R> call) {
          called(function.winsockName());
          return super.around(function, call);
        }
      };
    }

    @Override
    protected Ws2Exports exportsFor(Ws2Exports exports) {
      SystemIo io =
          new ForwardingSystemIo(exports.systemIo()) {
            @Override
            public void complete(SystemCompletion completion) {
              called("completion of a system operation");
              super.complete(completion);
            }
          };
      return new ForwardingExports(exports) {
        @Override
        public CallResult wpuCompleteOverlappedRequest(
            SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
          called(WpuFunction.WPU_COMPLETE_OVERLAPPED_REQUEST.winsockName());
          return super.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
        }

        @Override
        public boolean refusedAfterCleanup(WpuFunction function) {
          tooLate(function.winsockName() + " in a thread of its module; it was refused");
          return true;
        }

        @Override
        public SystemIo systemIo() {
          return io;
        }
      };
    }

    private void called(String function) {
      if (lives.hasEnded(origin())) {
        tooLate(function + " in thread " + Thread.currentThread().getName());
      }
    }

    private void tooLate(String seen) {
      findings.report(
          Check.UPCALL_AFTER_CLEANUP,
          name,
          "no call of ws2_32 once the final WSPCleanup has returned",
          seen);
    }
  }
}
