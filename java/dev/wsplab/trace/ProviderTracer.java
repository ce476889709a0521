package dev.wsplab.trace;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.operation.Operations;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells the event stream of every call that goes into a provider or comes out of it. */
public final class ProviderTracer implements ProviderInterceptor {
  private final Operations stream;
  private final boolean nativeStacks;
  // Set while an upcall runs; removed then, since threads of pools outlive us.
  private final ThreadLocal<@Nullable Boolean> upcalling = new ThreadLocal<>();

  /**
   * Tells this stream.
   *
   * @param stream where calls of providers are told
   * @param nativeStacks whether native modules are asked for the stack of each call that they make
   */
  public ProviderTracer(Operations stream, boolean nativeStacks) {
    this.stream = stream;
    this.nativeStacks = nativeStacks;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new TracedProvider(this, name, provider);
  }

  boolean nativeStacks() {
    return nativeStacks;
  }

  /** The error that a result carries, 0 for none. */
  static int errorOf(@Nullable Object result) {
    return result instanceof ErrnoResult carrier ? carrier.errno() : 0;
  }

  /**
   * Makes an upcall. A layer hands its own table on to the provider below, whose upcalls then come
   * through the layer's too: they are told of once, for the provider that makes them.
   *
   * @param traced makes it and tells of it
   * @param plain makes it
   */
  <R> R upcall(Supplier<R> traced, Supplier<R> plain) {
    if (upcalling.get() != null) {
      return plain.get();
    }
    upcalling.set(true);
    try {
      return traced.get();
    } finally {
      upcalling.remove();
    }
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
