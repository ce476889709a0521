package dev.wsplab.trace;

import dev.wsplab.operation.ProviderEvent.Step;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.WpuFunction;
import java.util.function.Supplier;

/** Upcalls that are told of. */
final class TracedUpcalls extends ForwardingUpcalls {
  private final ProviderTracer tracer;
  private final String name;

  TracedUpcalls(ProviderTracer tracer, String name, Upcalls upcalls) {
    super(upcalls);
    this.tracer = tracer;
    this.name = name;
  }

  @Override
  protected <R> R around(WpuFunction function, Supplier<R> call) {
    return tracer.upcall(() -> traced(function, call), call);
  }

  private <R> R traced(WpuFunction function, Supplier<R> call) {
    tracer.tell(Step.UPCALLED, name, function.winsockName(), 0, 0, 0, 0);
    R result = call.get();
    tracer.tell(
        Step.ANSWERED, name, function.winsockName(), 0, 0, ProviderTracer.errorOf(result), 0);
    return result;
  }
}
