package dev.wsplab.fltmgr;

import dev.wsplab.driver.Irql;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import org.apache.commons.lang3.Validate;

/** How a Filter Manager is made. Not thread-safe. */
public final class FilterManagerSettings {
  private static final int THREADS = 64;

  private Verifier.Mode mode = Verifier.Mode.FAIL;
  private boolean breaksAtOnce;
  private int threads = 2;
  private Irql completionIrql = Irql.PASSIVE_LEVEL;
  private MemoryFaults memoryFaults = MemoryFaults.none();
  private boolean reuseAtDispatch;
  private int sectorSize = 512;
  private Duration unloadWait = Duration.ofSeconds(5);

  FilterManagerSettings() {}

  /**
   * Says what becomes of broken rules; without, closing throws them.
   *
   * @param verification whether they are thrown or kept
   * @return these settings
   */
  public FilterManagerSettings verify(Verifier.Mode verification) {
    mode = verification;
    return this;
  }

  /**
   * Lets the call that breaks a rule throw {@code ContractViolationError}, as a break would stop
   * it.
   *
   * @return these settings
   */
  public FilterManagerSettings breakAtOnce() {
    breaksAtOnce = true;
    return this;
  }

  /**
   * Nothing that is put off runs before the test says so.
   *
   * @return these settings
   */
  public FilterManagerSettings manualScheduler() {
    threads = 0;
    return this;
  }

  /**
   * Says how many worker threads there are.
   *
   * @param count 1 to 64
   * @return these settings
   */
  public FilterManagerSettings threads(int count) {
    Validate.inclusiveBetween(1, THREADS, count, "threads=" + count + ": 1 to 64 are possible");
    threads = count;
    return this;
  }

  /**
   * Says at which level completion callbacks, and postoperation callbacks of what a file system has
   * ended later, run; it is higher where the thread is higher.
   *
   * @param level DISPATCH_LEVEL at most
   * @return these settings
   * @throws IllegalArgumentException when it is above DISPATCH_LEVEL
   */
  public FilterManagerSettings completionIrql(Irql level) {
    completionIrql = Irql.forCallbacks(level);
    return this;
  }

  /**
   * Lets {@code FltReuseCallbackData} be called at DISPATCH_LEVEL, as the page of {@code
   * FltPerformAsynchronousIo} may be read, which allows it in the callback; its own page does not
   * (FLT-21), and without this it is reported.
   *
   * @return these settings
   */
  public FilterManagerSettings reuseAtDispatchLevel() {
    reuseAtDispatch = true;
    return this;
  }

  /**
   * Says where there is no memory.
   *
   * @param faults is asked for each allocation
   * @return these settings
   */
  public FilterManagerSettings memoryFaults(MemoryFaults faults) {
    memoryFaults = faults;
    return this;
  }

  /**
   * Says which sector size its volumes have, which I/O past the cache keeps to (FLT-73).
   *
   * @param bytes a power of two, 512 or more
   * @return these settings
   */
  public FilterManagerSettings sectorSize(int bytes) {
    Validate.isTrue(
        bytes >= 512 && Integer.bitCount(bytes) == 1,
        "sectorSize=%d: a power of two from 512 on is needed",
        bytes);
    sectorSize = bytes;
    return this;
  }

  /**
   * Says how long an unload waits for I/O that its filter has started, and for its callbacks in
   * other threads.
   *
   * @param limit the time, not null
   * @return these settings
   */
  public FilterManagerSettings unloadWait(Duration limit) {
    unloadWait = limit;
    return this;
  }

  /**
   * Makes the Filter Manager.
   *
   * @return the Filter Manager, which the caller closes
   */
  public FilterManager build() {
    return new FilterManager(copy());
  }

  private FilterManagerSettings copy() {
    FilterManagerSettings copy = new FilterManagerSettings();
    copy.mode = mode;
    copy.breaksAtOnce = breaksAtOnce;
    copy.threads = threads;
    copy.completionIrql = completionIrql;
    copy.memoryFaults = memoryFaults;
    copy.reuseAtDispatch = reuseAtDispatch;
    copy.sectorSize = sectorSize;
    copy.unloadWait = unloadWait;
    return copy;
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

  Irql completionIrql() {
    return completionIrql;
  }

  MemoryFaults memoryFaults() {
    return memoryFaults;
  }

  /** The highest level that a reuse may be at. */
  Irql reuseLevel() {
    return reuseAtDispatch ? Irql.DISPATCH_LEVEL : Irql.APC_LEVEL;
  }

  int sectorSize() {
    return sectorSize;
  }

  Duration unloadWait() {
    return unloadWait;
  }
}
