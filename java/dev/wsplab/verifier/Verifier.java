package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.trace.Recorder;
import dev.wsplab.trace.TracedViolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches the providers of one environment, from outside: it stands before each of them, and
 * listens to the client's operations. It knows no provider by name. Thread-safe.
 */
public final class Verifier implements ProviderInterceptor {
  /** What happens with what it finds. */
  public enum Mode {
    /** Nothing is watched. */
    OFF,
    /** Violations are kept for {@code Winsock.violations()}. */
    REPORT,
    /**
     * Violations are kept, and closing the environment throws them; nothing is ever thrown inside a
     * provider's or a client's thread.
     */
    FAIL
  }

  /** How long the end of a provider is put off for completions of closed sockets, by default. */
  public static final Duration GRACE = Duration.ofSeconds(2);

  private final Violations violations;
  private final OperationWatch operations;
  private final List<ProviderInterceptor> checks;
  private final List<OperationListener> listeners;
  private final CallChecks calls;

  /**
   * Makes a verifier for one environment.
   *
   * @param history where the history of an operation is read from
   * @param grace how long the last {@code WSPCleanup} of a provider is put off while completions of
   *     sockets that were closed are still owed (WSP-CLOSE-4)
   */
  public Verifier(Recorder history, Duration grace) {
    this(history, grace, violation -> {});
  }

  /**
   * The same.
   *
   * @param history keeps the last events, for the history of each violation
   * @param grace how long a provider's last {@code WSPCleanup} is put off while completions of
   *     closed sockets are still owed
   * @param told is given each violation when it is found, in the thread that finds it; must be
   *     quick, and throw nothing
   */
  public Verifier(Recorder history, Duration grace, Consumer<TracedViolation> told) {
    this.violations = new Violations(history, told);
    this.calls = new CallChecks(violations);
    OperationWatch watch = new OperationWatch(violations, grace);
    this.operations = watch;
    List<ProviderInterceptor> all = new ArrayList<>(calls.interceptors());
    all.add(watch);
    this.checks = List.copyOf(all);
    this.listeners = List.of(watch);
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    ServiceProvider watched = provider;
    for (ProviderInterceptor check : checks) {
      watched = check.intercept(id, name, watched);
    }
    return watched;
  }

  /** {@return what is to be told of the environment's operations} */
  public List<OperationListener> listeners() {
    return listeners;
  }

  /**
   * Adds a listener to what is found from now on.
   *
   * @param listener is given each violation when it is found, in the thread that finds it; must be
   *     quick, and throw nothing
   */
  public void addListener(Consumer<TracedViolation> listener) {
    violations.addListener(listener);
  }

  /** Looks for what is owed at the end: comes when the environment closes, before its handles. */
  public void finish() {
    calls.finish();
    operations.finish();
  }

  /** {@return the ids of the rules that a verifier can find broken} */
  public static Set<String> rules() {
    return Stream.concat(
            Arrays.stream(Check.values()).map(Check::rule),
            Arrays.stream(OperationCheck.values()).map(OperationCheck::rule))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** {@return what was found so far, in the order of finding} */
  public List<Violation> violations() {
    return violations.all();
  }

  /**
   * {@return what providers in native modules do otherwise than others although it is theirs to
   * choose, in the order of finding: it breaks nothing}
   */
  public List<Violation> notes() {
    return violations.notes();
  }

  /** {@return the same, with where in the recording they were found} */
  public List<TracedViolation> tracedViolations() {
    return violations.traced();
  }
}
