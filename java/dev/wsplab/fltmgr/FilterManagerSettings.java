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

  /** What becomes of broken rules; without, closing throws them. */
  public FilterManagerSettings verify(Verifier.Mode verification) {
    mode = verification;
    return this;
  }

  /**
   * The call that breaks a rule throws {@code ContractViolationError}, as a break would stop it.
   */
  public FilterManagerSettings breakAtOnce() {
    breaksAtOnce = true;
    return this;
  }

  /** Nothing that is put off runs before the test says so. */
  public FilterManagerSettings manualScheduler() {
    threads = 0;
    return this;
  }

  /**
   * Worker threads.
   *
   * @param count 1 to 64
   */
  public FilterManagerSettings threads(int count) {
    Validate.inclusiveBetween(1, THREADS, count, "threads=" + count + ": 1 to 64 are possible");
    threads = count;
    return this;
  }

  /**
   * The level at which completion callbacks, and postoperation callbacks of what a file system has
   * ended later, run; higher where the thread is higher.
   *
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
   */
  public FilterManagerSettings reuseAtDispatchLevel() {
    reuseAtDispatch = true;
    return this;
  }

  /** Where there is no memory. */
  public FilterManagerSettings memoryFaults(MemoryFaults faults) {
    memoryFaults = faults;
    return this;
  }

  /**
   * Sector size of its volumes in bytes, which I/O past the cache keeps to (FLT-73).
   *
   * @param bytes a power of two, 512 or more
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
   * How long an unload waits for I/O that its filter has started, and for its callbacks in other
   * threads.
   */
  public FilterManagerSettings unloadWait(Duration limit) {
    unloadWait = limit;
    return this;
  }

  /** Makes it. */
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
