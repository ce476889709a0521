package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * What stands behind {@link WithWinsock}. Has no state of its own: environments lie in the stores
 * of their tests and classes, and are made when a parameter first asks for them.
 */
final class WinsockExtension
    implements ParameterResolver,
        TestExecutionExceptionHandler,
        AfterEachCallback,
        AfterAllCallback,
        PreInterruptCallback {
  private static final Namespace OURS = Namespace.create(WinsockExtension.class);
  private static final String FAILED_AT = "when it failed";
  private static final String CLOSE_LIMIT = "wsplab.close.limit";
  private static final long CLOSE_LIMIT_DEFAULT = 10_000;

  // ---- parameters

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return Setting.of(context)
        .filter(
            setting ->
                type == Winsock.class
                    || type == Seed.class
                    || ServiceProvider.class.isAssignableFrom(type))
        .isPresent();
  }

  @Override
  @SuppressWarnings("mustcall:return") // the test does not close it
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == Seed.class) {
      return RunSeed.takenBy(context, OURS);
    }
    Setting setting = Setting.of(context).orElseThrow();
    List<Class<? extends ServiceProvider>> layers = List.of(setting.annotation().layers());
    if (type != Winsock.class && !layers.contains(type)) {
      throw new ParameterResolutionException(noSuchLayer(type, layers));
    }
    if (setting.isOutsideTests()) {
      throw new ParameterResolutionException(
          "each test has an environment of its own, so "
              + type.getSimpleName()
              + " is a parameter of tests, @BeforeEach and @AfterEach; to share one, also with"
              + " @BeforeAll, write @WithWinsock(scope = CLASS)");
    }
    TestEnvironment environment = environment(setting);
    return type == Winsock.class ? environment.winsock() : environment.layer(type);
  }

  private static String noSuchLayer(Class<?> type, List<Class<? extends ServiceProvider>> layers) {
    String given =
        layers.isEmpty()
            ? "has no layers"
            : "has the layers "
                + layers.stream().map(Class::getSimpleName).collect(Collectors.joining(", "));
    return "a parameter of type "
        + type.getName()
        + ": @WithWinsock of this test "
        + given
        + "; expected one of its layers; write @WithWinsock(layers = "
        + type.getSimpleName()
        + ".class)";
  }

  private static TestEnvironment environment(Setting setting) {
    ExtensionContext owner = setting.owner();
    return owner
        .getStore(OURS)
        .getOrComputeIfAbsent(
            key(owner),
            key -> TestEnvironment.make(setting, () -> RunSeed.takenBy(owner, OURS)),
            TestEnvironment.class);
  }

  // A store also finds what lies in those of enclosing classes: the key says whose it is.
  private static String key(ExtensionContext owner) {
    return "environment of " + owner.getUniqueId();
  }

  // ---- time-outs

  @Override
  public void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext context) {
    Setting setting = Setting.of(context).orElse(null);
    if (setting == null) {
      return;
    }
    @Nullable TestEnvironment environment =
        context.getStore(OURS).get(key(setting.owner()), TestEnvironment.class);
    if (environment != null) {
      HangError report = environment.timedOut(interrupt.getThreadToInterrupt());
      context.getStore(OURS).put(HangError.class, report);
    }
  }

  // ---- the end

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    context.getStore(OURS).put(FAILED_AT, System.nanoTime());
    throw thrown;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    finish(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    finish(context);
  }

  private static void finish(ExtensionContext context) {
    List<Throwable> problems = new ArrayList<>();
    @Nullable Long thrown = context.getStore(OURS).remove(FAILED_AT, Long.class);
    long failedAt = thrown == null ? System.nanoTime() : thrown; // what is found now, fails now
    @Nullable HangError timeOut = context.getStore(OURS).remove(HangError.class, HangError.class);
    if (timeOut != null) {
      problems.add(timeOut);
    }
    @Nullable TestEnvironment environment =
        context.getStore(OURS).remove(key(context), TestEnvironment.class);
    if (environment != null) {
      problems.addAll(environment.finish(watchdog(context), closeLimit(context)));
    }
    context.getExecutionException().ifPresent(failure -> RunSeed.note(context, OURS, failure));
    TimelineFile.note(context, recorded(context, environment), problems, failedAt);
    if (!problems.isEmpty()) {
      fail(context, problems);
    }
  }

  /** The environment that a failure happened in: its own, or that of its class. */
  private static @Nullable TestEnvironment recorded(
      ExtensionContext context, @Nullable TestEnvironment own) {
    return own != null
        ? own
        : Setting.of(context)
            .map(s -> context.getStore(OURS).get(key(s.owner()), TestEnvironment.class))
            .orElse(null);
  }

  /** JUnit adds what is thrown here to the failure of the test, if there is one. */
  private static void fail(ExtensionContext context, List<Throwable> problems) {
    Throwable first = problems.get(0);
    problems.stream().skip(1).forEach(first::addSuppressed);
    if (context.getExecutionException().isEmpty()) {
      RunSeed.note(context, OURS, first);
    }
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first; // nothing here throws checked ones
  }

  private static CloseWatchdog watchdog(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .getOrComputeIfAbsent(CloseWatchdog.class, key -> new CloseWatchdog(), CloseWatchdog.class);
  }

  private static Duration closeLimit(ExtensionContext context) {
    String text =
        context.getConfigurationParameter(CLOSE_LIMIT).orElse(Long.toString(CLOSE_LIMIT_DEFAULT));
    try {
      return Duration.ofMillis(Math.max(1, Long.parseLong(text)));
    } catch (NumberFormatException e) {
      throw new ExtensionConfigurationException(
          CLOSE_LIMIT + "=" + text + ": expected a number of milliseconds, such as 10000", e);
    }
  }
}
