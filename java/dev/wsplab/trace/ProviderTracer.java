package dev.wsplab.trace;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells the event stream of every call that goes into a provider or comes out of it. */
public final class ProviderTracer implements ProviderInterceptor {
  private final Operations stream;

  /** Tells this stream. */
  public ProviderTracer(Operations stream) {
    this.stream = stream;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new TracedProvider(this, name, provider);
  }

  /** The error that a result carries, 0 for none. */
  static int errorOf(@Nullable Object result) {
    return result instanceof ErrnoResult carrier ? carrier.errno() : 0;
  }

  void tell(
      ProviderEvent.Step step,
      String provider,
      String function,
      long socket,
      long overlapped,
      int error,
      long bytes) {
    stream.provider(
        new ProviderEvent(
            step,
            provider,
            function,
            socket,
            overlapped,
            error,
            bytes,
            System.nanoTime(),
            Thread.currentThread().getName()));
  }
}
