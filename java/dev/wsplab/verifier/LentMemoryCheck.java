package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LentMemoryWatch;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Optional;

/**
 * What providers in native modules do, after a call has pended, with the byte count, the flags and
 * the thread's id that they were lent for it (WSP-IO-14, WSP-RECV-6, WPU-APC-4). A provider in Java
 * is given none of the three. Thread-safe.
 */
final class LentMemoryCheck implements ProviderInterceptor {
  private final CallFindings findings;

  LentMemoryCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    LentMemoryWatch watch =
        (misuse, function, s, overlapped, seen) ->
            report(name, misuse, function, s, overlapped, seen);
    return new ForwardingProvider(provider) {
      @Override
      protected Ws2Exports exportsFor(Ws2Exports exports) {
        return new ForwardingExports(exports) {
          @Override
          public Optional<LentMemoryWatch> lentMemoryWatch() {
            return Optional.of(watch);
          }
        };
      }
    };
  }

  private void report(
      String provider,
      LentMemoryWatch.Misuse misuse,
      WspFunction function,
      SocketHandle s,
      long overlapped,
      String seen) {
    Check check =
        switch (misuse) {
          case COUNT_WRITTEN -> Check.COUNT_WRITTEN_LATE;
          case FLAGS_WRITTEN -> Check.FLAGS_WRITTEN_LATE;
          case THREAD_ID_READ -> Check.THREAD_ID_KEPT;
        };
    findings.report(
        check,
        provider,
        function.winsockName()
            + " on socket "
            + s.value()
            + " overlapped 0x"
            + Long.toHexString(overlapped)
            + ": memory of the call is used until it returns, and not again",
        seen,
        s.value());
  }
}
