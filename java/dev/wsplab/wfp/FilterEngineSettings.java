package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import org.apache.commons.lang3.Validate;

/** How an engine is made. Not thread-safe. */
public final class FilterEngineSettings {
  private static final int THREADS = 64;

  private Verifier.Mode mode = Verifier.Mode.FAIL;
  private boolean breaksAtOnce;
  private int threads = 2;
  private Irql classifyIrql = Irql.PASSIVE_LEVEL;
  private Irql completionIrql = Irql.PASSIVE_LEVEL;
  private boolean queued;
  private boolean strictRace;
  private boolean flagsEndpoints = true;
  private WfpFaults faults = WfpFaults.none();
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Duration classifyLimit = Duration.ofSeconds(5);
  private Duration destroyWait = Duration.ofSeconds(10);

  FilterEngineSettings() {}

  /**
   * Says what becomes of broken rules; without, closing throws them.
   *
   * @param verification whether they are thrown or kept
   * @return these settings
   */
  public FilterEngineSettings verify(Verifier.Mode verification) {
    mode = verification;
    return this;
  }

  /**
   * Lets the call that breaks a rule throw {@code ContractViolationError}.
   *
   * @return these settings
   */
  public FilterEngineSettings breakAtOnce() {
    breaksAtOnce = true;
    return this;
  }

  /**
   * Nothing that is put off runs before the test says so.
   *
   * @return these settings
   */
  public FilterEngineSettings manualScheduler() {
    threads = 0;
    return this;
  }

  /**
   * Says how many worker threads there are.
   *
   * @param count 1 to 64
   * @return these settings
   */
  public FilterEngineSettings threads(int count) {
    Validate.inclusiveBetween(1, THREADS, count, "threads=" + count + ": 1 to 64 are possible");
    threads = count;
    return this;
  }

  /**
   * Says at which level classifyFn runs; it is higher where the thread is higher.
   *
   * @param level DISPATCH_LEVEL at most
   * @return these settings
   */
  public FilterEngineSettings classifyIrql(Irql level) {
    classifyIrql = Irql.forCallbacks(level);
    return this;
  }

  /**
   * Says at which level completion functions of injections run.
   *
   * @param level DISPATCH_LEVEL at most
   * @return these settings
   */
  public FilterEngineSettings completionIrql(Irql level) {
    completionIrql = Irql.forCallbacks(level);
    return this;
  }

  /**
   * Queues what follows a completion, so that it runs after FwpsCompleteOperation0 has returned;
   * without this it runs inside (WFP-43).
   *
   * @return these settings
   */
  public FilterEngineSettings queueReauthorization() {
    queued = true;
    return this;
  }

  /**
   * Leaves IS_REAUTHORIZE away after the completion of a bind or a listen, as the page on
   * reauthorization has it; without this the flag is set there, too (WFP-61).
   *
   * @return these settings
   */
  public FilterEngineSettings reauthorizeFlagForFlowsOnly() {
    flagsEndpoints = false;
    return this;
  }

  /**
   * Lets the stack take an operation of a flow other than TCP for pended until the outermost call
   * of the completing thread returns; what is injected before is lost (WFP-82).
   *
   * @return these settings
   */
  public FilterEngineSettings strictRace() {
    strictRace = true;
    return this;
  }

  /**
   * Says where the stack fails.
   *
   * @param plan is asked at each point
   * @return these settings
   */
  public FilterEngineSettings faults(WfpFaults plan) {
    faults = plan;
    return this;
  }

  /**
   * Says how long a flow other than TCP lives unused; 60 s without (WFP-90).
   *
   * @param limit the time, not null
   * @return these settings
   */
  public FilterEngineSettings idleTimeout(Duration limit) {
    idleTimeout = limit;
    return this;
  }

  /**
   * Says how long a classifyFn may take before it is reported (WFP-8).
   *
   * @param limit the time, not null
   * @return these settings
   */
  public FilterEngineSettings classifyLimit(Duration limit) {
    classifyLimit = limit;
    return this;
  }

  /**
   * Says how long FwpsInjectionHandleDestroy0 waits before it gives up with an exception.
   *
   * @param limit the time, not null
   * @return these settings
   */
  public FilterEngineSettings destroyWait(Duration limit) {
    destroyWait = limit;
    return this;
  }

  /**
   * Makes the engine.
   *
   * @return the engine, which the caller closes
   */
  public FilterEngine build() {
    FilterEngineSettings copy = new FilterEngineSettings();
    copy.mode = mode;
    copy.breaksAtOnce = breaksAtOnce;
    copy.threads = threads;
    copy.classifyIrql = classifyIrql;
    copy.completionIrql = completionIrql;
    copy.queued = queued;
    copy.strictRace = strictRace;
    copy.flagsEndpoints = flagsEndpoints;
    copy.faults = faults;
    copy.idleTimeout = idleTimeout;
    copy.classifyLimit = classifyLimit;
    copy.destroyWait = destroyWait;
    return new FilterEngine(copy);
  }

  Verifier.Mode mode() {
    return mode;
  }

  boolean breaksAtOnce() {
    return breaksAtOnce;
  }

  int threads() {
    return threads;
  }

  Irql classifyIrql() {
    return classifyIrql;
  }

  Irql completionIrql() {
    return completionIrql;
  }

  boolean queuesReauthorization() {
    return queued;
  }

  /** Whether a layer says that it is asked again (WFP-61). */
  boolean flagsReauthorization(FwpsLayer layer) {
    return flagsEndpoints || layer.authorizesFlows();
  }

  boolean isStrictRace() {
    return strictRace;
  }

  WfpFaults faults() {
    return faults;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }

  Duration classifyLimit() {
    return classifyLimit;
  }

  Duration destroyWait() {
    return destroyWait;
  }
}
