package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Threads that a provider opens: each is closed by the end (WPU-THREAD-2). Thread-safe. */
final class ThreadCheck implements ProviderInterceptor, FinalCheck {
  private record Opened(String provider, ServiceProvider origin, String thread) {}

  private final CallFindings findings;
  private final Lives lives;
  private final Map<ThreadId, Opened> open = new ConcurrentHashMap<>();

  ThreadCheck(CallFindings findings, Lives lives) {
    this.findings = findings;
    this.lives = lives;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      protected Upcalls upcallsFor(Upcalls upcalls) {
        return new Watched(name, origin(), upcalls);
      }
    };
  }

  @Override
  public void finish() {
    open.values().stream()
        .filter(opened -> lives.hasEnded(opened.origin()))
        .forEach(
            opened ->
                findings.report(
                    Check.THREAD_NOT_CLOSED,
                    opened.provider(),
                    "one WPUCloseThread for each successful WPUOpenCurrentThread",
                    "none for one that was opened in thread " + opened.thread()));
  }

  private final class Watched extends ForwardingUpcalls {
    private final String name;
    private final ServiceProvider origin;

    Watched(String name, ServiceProvider origin, Upcalls upcalls) {
      super(upcalls);
      this.name = name;
      this.origin = origin;
    }

    @Override
    public ThreadIdResult wpuOpenCurrentThread() {
      ThreadIdResult result = super.wpuOpenCurrentThread();
      ThreadId id = result.threadId();
      if (id != null) {
        open.put(id, new Opened(name, origin, Thread.currentThread().getName()));
      }
      return result;
    }

    @Override
    public CallResult wpuCloseThread(ThreadId threadId) {
      // Before the call: afterwards the same value may be open again. One that is refused counts,
      // too: a fault plan refuses it, and there is nothing more that a provider could do.
      open.remove(threadId);
      return super.wpuCloseThread(threadId);
    }
  }
}
