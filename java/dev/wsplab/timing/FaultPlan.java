package dev.wsplab.timing;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.MswsockFunction;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Lets calls fail that would have succeeded: functions of the provider below a layer, and upcalls,
 * each only with an error that its page documents. A call that fails does not take place; but for
 * {@code WSPCleanup}, which ends the provider all the same, and then says that it failed.
 *
 * <pre>{@code
 * FaultPlan plan =
 *     FaultPlan.seeded(42)
 *         .failNth(WspFunction.WSP_RECV, 3, WsaError.WSAENOBUFS)
 *         .failRandomly(WpuFunction.WPU_CREATE_EVENT, 0.1)
 *         .build();
 * Winsock winsock = Winsock.builder().layer(new MyLayer()).intercept(plan).build();
 * }</pre>
 *
 * <p>One plan serves one environment. It can be suspended, at first too; what it did is in {@link
 * #faults}. Thread-safe.
 */
public final class FaultPlan implements ProviderInterceptor {
  private static final int REMEMBERED = 10_000;

  /** What can fail besides the functions that have an enum of their own. */
  enum Entry {
    /** {@code WSPStartup}. */
    WSP_STARTUP
  }

  private final Map<Enum<?>, List<FaultRule>> rules;
  private final Set<String> functionsOf;
  private final Set<String> upcallsOf;
  private final Chance chance;
  private final Map<Guid, FaultCounter> starts = new ConcurrentHashMap<>();
  private final AtomicLong environment = new AtomicLong();
  private final Deque<Fault> done = new ArrayDeque<>(); // guarded by itself
  private long count; // guarded by done
  private volatile boolean suspended;
  // Set while an upcall runs; removed then, since threads of pools outlive us.
  private final ThreadLocal<@Nullable Boolean> upcalling = new ThreadLocal<>();

  private FaultPlan(Builder builder) {
    Map<Enum<?>, List<FaultRule>> copy = new HashMap<>();
    builder.rules.forEach((function, of) -> copy.put(function, List.copyOf(of)));
    this.rules = Map.copyOf(copy);
    this.functionsOf = Set.copyOf(builder.functionsOf);
    this.upcallsOf = Set.copyOf(builder.upcallsOf);
    this.chance = new Chance(builder.seed);
  }

  /**
   * Begins a plan; every random choice of it follows from this seed.
   *
   * @param seed any number
   * @return a builder of a plan
   */
  public static Builder seeded(long seed) {
    return new Builder(seed);
  }

  /** Lets every call pass, and counts none, until {@link #resume}. */
  public void suspend() {
    suspended = true;
  }

  /** Goes on; a plan that was not suspended goes on as it did. */
  public void resume() {
    suspended = false;
  }

  /** {@return how many calls it has made fail} */
  public long count() {
    synchronized (done) {
      return count;
    }
  }

  /** {@return the calls it has made fail, in that order; of more than 10,000 the last ones} */
  public List<Fault> faults() {
    synchronized (done) {
      return List.copyOf(done);
    }
  }

  /** Called by the environment that the plan was given to. */
  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    // Each start loads the provider anew: what counts its starts outlives it.
    FaultCounter ofStarts = starts.computeIfAbsent(id, i -> new FaultCounter(this, name));
    return new FaultyProvider(this, name, provider, ofStarts);
  }

  /**
   * A provider is started in an environment.
   *
   * @throws IllegalStateException when it is not the first that the plan is used in
   */
  void startedIn(long owner) {
    if (!environment.compareAndSet(0, owner) && environment.get() != owner) {
      throw new IllegalStateException(
          "this FaultPlan belongs to another Winsock, whose calls it counts: build one for each");
    }
  }

  boolean isSuspended() {
    return suspended;
  }

  /**
   * Makes an upcall. A layer hands its own table on to the provider below, whose upcalls then come
   * through the layer's too: they count once, for the provider that makes them.
   *
   * @param counted makes it, or lets it fail
   * @param passed makes it
   */
  <R> R upcall(Supplier<R> counted, Supplier<R> passed) {
    if (upcalling.get() != null) {
      return passed.get();
    }
    upcalling.set(true);
    try {
      return counted.get();
    } finally {
      upcalling.remove();
    }
  }

  /** Whether the functions of a provider may fail. */
  boolean hasFunctionsOf(String path, boolean base) {
    return functionsOf.isEmpty() ? base : functionsOf.contains(path);
  }

  /** Whether the upcalls that a provider makes may fail. */
  boolean hasUpcallsOf(String path) {
    return upcallsOf.isEmpty() || upcallsOf.contains(path);
  }

  List<FaultRule> rulesFor(Enum<?> function) {
    return rules.getOrDefault(function, List.of());
  }

  /** The choices for a function of a provider; those of its rules follow their number. */
  Chance chanceOf(String path, String function) {
    return chance.of(path.hashCode()).of(function.hashCode());
  }

  void tell(String provider, String function, long call, long socket, int error) {
    String thread = Thread.currentThread().getName();
    synchronized (done) {
      count++;
      if (done.size() == REMEMBERED) {
        done.removeFirst();
      }
      done.add(new Fault(count, provider, function, call, socket, error, thread));
    }
  }

  /** Collects what is to fail. Not thread-safe. */
  public static final class Builder {
    private final long seed;
    private final Map<Enum<?>, List<FaultRule>> rules = new HashMap<>();
    private final Set<String> functionsOf = new HashSet<>();
    private final Set<String> upcallsOf = new HashSet<>();

    private Builder(long seed) {
      this.seed = seed;
    }

    /**
     * Lets one call of a function fail.
     *
     * @param function which function
     * @param nth which call of each provider, from 1
     * @param error one that the function's page documents
     * @return this builder
     * @throws IllegalArgumentException when it does not, with the list of those that it does
     */
    public Builder failNth(WspFunction function, long nth, WsaError error) {
      requirePermitted(function, error);
      return add(function, new FaultRule(requireNumber(nth), 0, List.of(error)));
    }

    /**
     * Lets one upcall fail.
     *
     * @param function which function
     * @param nth which call of each provider, from 1
     * @param error one that the upcall's page documents
     * @return this builder
     * @throws IllegalArgumentException when it does not, with the list of those that it does
     */
    public Builder failNth(WpuFunction function, long nth, WsaError error) {
      requirePermitted(function, error);
      return add(function, new FaultRule(requireNumber(nth), 0, List.of(error)));
    }

    /**
     * Lets one call of an extension function fail.
     *
     * @param function which function
     * @param nth which call of each provider, from 1
     * @param error one that the function's page documents
     * @return this builder
     * @throws IllegalArgumentException when it does not, with the list of those that it does
     */
    public Builder failNth(MswsockFunction function, long nth, WsaError error) {
      requirePermitted(function, error);
      return add(function, new FaultRule(requireNumber(nth), 0, List.of(error)));
    }

    /**
     * Lets one {@code WSPStartup} fail. A start comes with the first socket of a provider, and in a
     * layer that starts the provider below.
     *
     * @param nth which start of each provider, from 1
     * @param error one that its page documents (WSP-START-2)
     * @return this builder
     * @throws IllegalArgumentException when it does not, with the list of those that it does
     */
    public Builder failNthStartup(long nth, WsaError error) {
      requireIn("WSPStartup", DocumentedErrors.ofStartup(), error);
      return add(Entry.WSP_STARTUP, new FaultRule(requireNumber(nth), 0, List.of(error)));
    }

    /**
     * Lets one {@code WPUPostMessage} return FALSE; it has no errors (WPU-MSG-1).
     *
     * @param nth which call of each provider, from 1
     * @return this builder
     */
    public Builder failNthPostMessage(long nth) {
      return add(WpuFunction.WPU_POST_MESSAGE, new FaultRule(requireNumber(nth), 0, List.of()));
    }

    /**
     * Lets calls of a function fail by chance: which follows from the seed, the number of the
     * socket in its provider and the number of the call on it.
     *
     * @param function which function
     * @param share how many, from 0 for none to 1 for all
     * @param errors with which of these; none given: any that its page documents
     * @return this builder
     * @throws IllegalArgumentException when its page does not document one of them
     */
    public Builder failRandomly(WspFunction function, double share, WsaError... errors) {
      Arrays.stream(errors).forEach(error -> requirePermitted(function, error));
      List<WsaError> chosen = errors.length > 0 ? List.of(errors) : List.copyOf(of(function));
      return add(function, new FaultRule(0, requireShare(share), chosen));
    }

    /**
     * Lets calls of an extension function fail by chance, as those of the table do.
     *
     * @param function which function
     * @param share how many, from 0 for none to 1 for all
     * @param errors with which of these; none given: any that its page documents
     * @return this builder
     * @throws IllegalArgumentException when its page does not document one of them
     */
    public Builder failRandomly(MswsockFunction function, double share, WsaError... errors) {
      Arrays.stream(errors).forEach(error -> requirePermitted(function, error));
      List<WsaError> chosen = errors.length > 0 ? List.of(errors) : List.copyOf(of(function));
      return add(function, new FaultRule(0, requireShare(share), chosen));
    }

    /**
     * Lets starts of a provider fail by chance, which follows from the seed and the number of the
     * start.
     *
     * @param share how many, from 0 for none to 1 for all
     * @param errors with which of these; none given: any that its page documents
     * @return this builder
     * @throws IllegalArgumentException when its page does not document one of them
     */
    public Builder failStartupRandomly(double share, WsaError... errors) {
      Set<WsaError> documented = DocumentedErrors.ofStartup();
      Arrays.stream(errors).forEach(error -> requireIn("WSPStartup", documented, error));
      List<WsaError> chosen = List.copyOf(errors.length > 0 ? List.of(errors) : documented);
      return add(Entry.WSP_STARTUP, new FaultRule(0, requireShare(share), chosen));
    }

    /**
     * Lets upcalls fail by chance: which follows from the seed and the number of the upcall. {@code
     * WPUPostMessage} returns FALSE.
     *
     * @param function which function
     * @param share how many, from 0 for none to 1 for all
     * @param errors with which of these; none given: any that its page documents
     * @return this builder
     * @throws IllegalArgumentException when its page does not document one of them, and for {@code
     *     WPUFDIsSet}, which cannot fail
     */
    public Builder failRandomly(WpuFunction function, double share, WsaError... errors) {
      if (function == WpuFunction.WPU_FD_IS_SET) {
        throw new IllegalArgumentException(
            "function=WPUFDIsSet: it cannot fail; it says whether a socket is in a set");
      }
      Arrays.stream(errors).forEach(error -> requirePermitted(function, error));
      List<WsaError> chosen =
          List.copyOf(errors.length > 0 ? List.of(errors) : DocumentedErrors.of(function));
      return add(function, new FaultRule(0, requireShare(share), chosen));
    }

    /**
     * Names a provider whose functions may fail; of several, each. Without this call the base
     * providers are meant: what lies below every layer.
     *
     * @param path its path in the catalog, {@code java:com.example.MyLayer}
     * @return this builder
     */
    public Builder functionsOf(String path) {
      functionsOf.add(path);
      return this;
    }

    /**
     * Names a provider whose upcalls may fail; of several, each. Without this call every provider
     * is meant.
     *
     * @param path its path in the catalog, {@code java:com.example.MyLayer}
     * @return this builder
     */
    public Builder upcallsOf(String path) {
      upcallsOf.add(path);
      return this;
    }

    /**
     * Makes the plan.
     *
     * @return the plan, to be given to one environment
     */
    public FaultPlan build() {
      return new FaultPlan(this);
    }

    private Builder add(Enum<?> function, FaultRule rule) {
      rules.computeIfAbsent(function, f -> new ArrayList<>()).add(rule);
      return this;
    }

    private static long requireNumber(long nth) {
      Validate.isTrue(nth >= 1, "nth=%d: the first call has the number 1", nth);
      return nth;
    }

    private static double requireShare(double share) {
      Validate.isTrue(
          share >= 0 && share <= 1, "share=%s: a part of all calls, from 0 to 1", share);
      return share;
    }

    private static void requirePermitted(WspFunction function, WsaError error) {
      requireIn(function.winsockName(), of(function), error);
    }

    private static void requirePermitted(MswsockFunction function, WsaError error) {
      requireIn(function.winsockName(), of(function), error);
    }

    private static void requirePermitted(WpuFunction function, WsaError error) {
      requireIn(function.winsockName(), DocumentedErrors.of(function), error);
    }

    /** A pending operation has not failed: somebody would have to complete it. */
    private static Set<WsaError> of(WspFunction function) {
      return withoutPending(DocumentedErrors.of(function));
    }

    private static Set<WsaError> of(MswsockFunction function) {
      return withoutPending(DocumentedErrors.of(function));
    }

    private static Set<WsaError> withoutPending(Set<WsaError> errors) {
      Set<WsaError> failures = new TreeSet<>(errors);
      failures.remove(WsaError.WSA_IO_PENDING);
      return failures;
    }

    private static void requireIn(String function, Collection<WsaError> errors, WsaError error) {
      if (!errors.contains(error)) {
        throw new IllegalArgumentException(
            "error="
                + error
                + ": "
                + function
                + (errors.isEmpty()
                    ? " has no errors"
                    : " is documented to fail with one of " + DocumentedErrors.text(errors)));
      }
    }
  }
}
