package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.conformance.StateReport;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.junit.WithWinsock.Scope;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.timing.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;

/** The environment of one test or class, and the layers that were made for it. */
final class TestEnvironment {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Winsock winsock;
  private final Map<Class<?>, ServiceProvider> layers;
  private final WithWinsock annotation;
  private volatile boolean timedOut;

  private TestEnvironment(
      Winsock winsock, Map<Class<?>, ServiceProvider> layers, WithWinsock annotation) {
    this.winsock = winsock;
    this.layers = layers;
    this.annotation = annotation;
  }

  /** Makes what a setting asks for. */
  @SuppressWarnings("builder:required.method.not.called") // finish() closes it
  static TestEnvironment make(Setting setting, Supplier<Seed> seed) {
    WithWinsock annotation = setting.annotation();
    Map<Class<?>, ServiceProvider> layers = new LinkedHashMap<>();
    WinsockBuilder builder = Winsock.builder().verify(annotation.verify()).watchClient();
    if (annotation.base() == Base.LOOPBACK) {
      builder.base(LoopbackProvider.create());
    }
    if (annotation.nativeStacks()) {
      builder.nativeStacks();
    }
    if (annotation.deferred()) {
      builder.timing(Timing.deferred(seed.get().value()));
    }
    for (Class<? extends ServiceProvider> type : annotation.layers()) {
      if (layers.put(type, make(type)) != null) {
        throw new ExtensionConfigurationException(
            "layers has "
                + type.getSimpleName()
                + " twice: install the second one in a @ConfigureWinsock method");
      }
    }
    layers.values().forEach(builder::layer);
    new Hooks(builder, seed).run(setting.owner());
    FieldLayerParameter.install(setting.owner(), builder);
    return new TestEnvironment(builder.build(), layers, annotation);
  }

  private static ServiceProvider make(Class<? extends ServiceProvider> type) {
    try {
      return ReflectionSupport.newInstance(type);
    } catch (Exception e) { // JUnit throws checked ones too, without saying so
      throw new ExtensionConfigurationException(
          "the layer "
              + type.getName()
              + " cannot be made: expected a class with a constructor without parameters, static if"
              + " it is nested; for others install an instance in a @ConfigureWinsock method",
          e);
    }
  }

  /** The environment; {@link #finish} closes it. */
  @NotOwning
  Winsock winsock() {
    return winsock;
  }

  /** The layer that was made of a class of the annotation. */
  ServiceProvider layer(Class<?> type) {
    ServiceProvider layer = layers.get(type);
    if (layer == null) {
      throw new IllegalArgumentException("type=" + type.getName() + ": no layer of this class");
    }
    return layer;
  }

  /** A test runs out of time: what goes on now, before anything is unwound. */
  HangError timedOut(Thread thread) {
    timedOut = true;
    return new HangError(
        "the time is over for \"" + thread.getName() + "\"", StateReport.of(winsock));
  }

  /** Ends it; returns what is to be said about that, the most telling first. */
  List<Throwable> finish(CloseWatchdog watchdog, Duration limit) {
    List<Throwable> problems = new ArrayList<>();
    if (!timedOut) {
      // What is open after a time-out stands in its report; its thread may still be closing it.
      addWaiters(problems);
      addLeaks(problems);
    }
    try {
      watchdog.close(winsock, limit).ifPresent(problems::add);
    } catch (RuntimeException | Error e) {
      problems.add(0, e);
    }
    return problems;
  }

  private void addWaiters(List<Throwable> problems) {
    try {
      if (!winsock.awaitNoWaiters(GRACE)) {
        String whose = annotation.scope() == Scope.METHOD ? "test" : "class";
        problems.add(
            new HangError(
                "the " + whose + " has ended, and threads are still inside a call",
                StateReport.of(winsock)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void addLeaks(List<Throwable> problems) {
    if (annotation.leaks()) {
      Leaks.of(winsock).ifPresent(problems::add);
    }
  }
}
