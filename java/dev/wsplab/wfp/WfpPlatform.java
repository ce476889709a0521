package dev.wsplab.wfp;

import dev.wsplab.driver.DriverPlatform;
import dev.wsplab.driver.Irql;
import java.util.concurrent.atomic.AtomicLong;

/** The kernel that callout drivers in C find. */
final class WfpPlatform implements DriverPlatform {
  private final FilterEngine engine;
  private final AtomicLong addresses = new AtomicLong(0x7000_0000L);

  WfpPlatform(FilterEngine engine) {
    this.engine = engine;
  }

  @Override
  public Irql irql() {
    return engine.frames().irql();
  }

  @Override
  public Irql irql(Irql level) {
    return engine.frames().irql(level);
  }

  @Override
  public void requireIrql(String function, Irql highest) {
    engine.checks().irql(function, irql(), highest);
  }

  @Override
  public void waitedTooHigh() {
    requireIrql("KeWaitForSingleObject", Irql.APC_LEVEL);
  }

  @Override
  public void badPointer(String module, String expected, String seen) {
    engine.checks().byCall(WfpCheck.BAD_POINTER, 0, module, expected, seen);
  }

  @Override
  public void leftBehind(String module, String what) {
    engine.checks().byCallback(WfpCheck.LEFT_BEHIND, 0, module, "nothing", what);
  }

  @Override
  public void threw(Throwable thrown) {
    engine.checks().taskThrew(thrown);
  }

  @Override
  public boolean poolFails() {
    return engine.faults().fails(WfpFaults.Point.ALLOCATE);
  }

  @Override
  public void queueWorkItem(Runnable item) {
    engine.kernel().ioQueueWorkItem(item);
  }

  @Override
  public void acquires(Object lock, boolean hasIt) {
    engine.locks().acquires(hasIt);
  }

  @Override
  public void acquired(Object lock) {
    engine.locks().acquired(lock);
  }

  @Override
  public void released(Object lock) {
    engine.locks().released(lock);
  }

  @Override
  public long nextAddress() {
    return addresses.addAndGet(0x10);
  }

  @Override
  public int invalidParameter() {
    return WfpStatus.STATUS_INVALID_PARAMETER.value();
  }
}
