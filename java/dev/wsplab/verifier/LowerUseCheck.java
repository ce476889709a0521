package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WspFunction;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a layer does with the provider below: it stands before every provider that another one
 * loads. A use of a closed socket counts only in a call that came to the layer after the closing,
 * in the thread that closed, or in one of the layer's own: a client may close in one thread while
 * another still calls (CLI-6). Thread-safe.
 */
final class LowerUseCheck implements ProviderInterceptor, FinalCheck {
  private final CallFindings findings;
  private final Lives lives;
  private final AtomicLong clock = new AtomicLong();
  // When this thread called the topmost provider that it is in.
  private final ThreadLocal<@Nullable Long> entered = new ThreadLocal<>();
  private final Queue<LowerProvider> loaded = new ConcurrentLinkedQueue<>();

  LowerUseCheck(CallFindings findings, Lives lives) {
    this.findings = findings;
    this.lives = lives;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new Upper(name, provider);
  }

  @Override
  public void finish() {
    loaded.forEach(LowerProvider::finish);
  }

  /** The layer. */
  private final class Upper extends ForwardingProvider {
    private final String name;

    Upper(String name, ServiceProvider provider) {
      super(provider);
      this.name = name;
    }

    @Override
    protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
      if (entered.get() != null) {
        return call.get();
      }
      entered.set(clock.incrementAndGet());
      try {
        return call.get();
      } finally {
        entered.remove();
      }
    }

    @Override
    protected Ws2Exports exportsFor(Ws2Exports exports) {
      return new ForwardingExports(exports) {
        @Override
        public Optional<ServiceProvider> loadProvider(Guid providerId) {
          return super.loadProvider(providerId).map(Upper.this::below);
        }
      };
    }

    private ServiceProvider below(ServiceProvider provider) {
      LowerProvider lower =
          new LowerProvider(findings, lives, clock, entered, name, origin(), provider);
      loaded.add(lower);
      return lower;
    }
  }
}
