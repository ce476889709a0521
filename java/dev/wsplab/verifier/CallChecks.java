package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import java.util.List;

/** The checks of calls, arguments, handles and threads, made for each other. Thread-safe. */
final class CallChecks {
  private final List<ProviderInterceptor> interceptors;
  private final List<FinalCheck> ends;

  CallChecks(Violations violations) {
    CallFindings findings = new CallFindings(violations);
    Lives lives = new Lives();
    HandleBook book = new HandleBook();
    BufferCheck buffers = new BufferCheck(findings);
    ReturnCheck results = new ReturnCheck(findings);
    StreamCheck streams = new StreamCheck(findings, book);
    TransferBorder border = new TransferBorder(List.of(buffers, results, streams));
    HandleCheck handles = new HandleCheck(findings, lives, book, border::hasPending);
    ThreadCheck threads = new ThreadCheck(findings, lives);
    LowerUseCheck lowerUse = new LowerUseCheck(findings, lives);
    this.interceptors =
        List.of(
            new ExceptionCheck(findings),
            results,
            new SelectCheck(findings),
            handles,
            threads,
            streams,
            border,
            lowerUse,
            new LentMemoryCheck(findings),
            new BadAddressCheck(findings),
            new LifeCheck(findings, lives));
    this.ends = List.of(buffers, handles, threads, lowerUse);
  }

  /** What stands before each provider, the nearest to it first. */
  List<ProviderInterceptor> interceptors() {
    return interceptors;
  }

  /** Looks for what is still owed: the environment closes. */
  void finish() {
    ends.forEach(FinalCheck::finish);
  }
}
