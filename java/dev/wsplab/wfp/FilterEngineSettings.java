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

  /** What becomes of broken rules; without, closing throws them. */
  public FilterEngineSettings verify(Verifier.Mode verification) {
    mode = verification;
    return this;
  }

  /** The call that breaks a rule throws {@code ContractViolationError}. */
  public FilterEngineSettings breakAtOnce() {
    breaksAtOnce = true;
    return this;
  }

  /** Nothing that is put off runs before the test says so. */
  public FilterEngineSettings manualScheduler() {
    threads = 0;
    return this;
  }

  /**
   * Worker threads.
   *
   * @param count 1 to 64
   */
  public FilterEngineSettings threads(int count) {
    Validate.inclusiveBetween(1, THREADS, count, "threads=" + count + ": 1 to 64 are possible");
    threads = count;
    return this;
  }

  /** The level at which classifyFn runs; higher where the thread is higher. */
  public FilterEngineSettings classifyIrql(Irql level) {
    classifyIrql = Irql.forCallbacks(level);
    return this;
  }

  /** The level at which completion functions of injections run. */
  public FilterEngineSettings completionIrql(Irql level) {
    completionIrql = Irql.forCallbacks(level);
    return this;
  }

  /**
   * What follows a completion is queued, and runs after FwpsCompleteOperation0 has returned;
   * without this it runs inside (WFP-43).
   */
  public FilterEngineSettings queueReauthorization() {
    queued = true;
    return this;
  }

  /**
   * What follows the completion of a bind or a listen comes without IS_REAUTHORIZE, as the page on
   * reauthorization has it; without this the flag is set there, too (WFP-61).
   */
  public FilterEngineSettings reauthorizeFlagForFlowsOnly() {
    flagsEndpoints = false;
    return this;
  }

  /**
   * For flows other than TCP, the stack takes an operation for pended until the outermost call of
   * the completing thread returns; what is injected before is lost (WFP-82).
   */
  public FilterEngineSettings strictRace() {
    strictRace = true;
    return this;
  }

  /** Where the stack fails. */
  public FilterEngineSettings faults(WfpFaults plan) {
    faults = plan;
    return this;
  }

  /** How long a flow other than TCP lives unused; 60 s without (WFP-90). */
  public FilterEngineSettings idleTimeout(Duration limit) {
    idleTimeout = limit;
    return this;
  }

  /** How long a classifyFn may take before it is reported (WFP-8). */
  public FilterEngineSettings classifyLimit(Duration limit) {
    classifyLimit = limit;
    return this;
  }

  /** How long FwpsInjectionHandleDestroy0 waits before it gives up with an exception. */
  public FilterEngineSettings destroyWait(Duration limit) {
    destroyWait = limit;
    return this;
  }

  /** Makes it. */
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
