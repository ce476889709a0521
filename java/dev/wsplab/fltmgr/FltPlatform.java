package dev.wsplab.fltmgr;

import dev.wsplab.driver.DriverPlatform;
import dev.wsplab.driver.Irql;

/** The kernel that minifilters in C find. */
final class FltPlatform implements DriverPlatform {
  private final FilterManager manager;

  FltPlatform(FilterManager manager) {
    this.manager = manager;
  }

  @Override
  public Irql irql() {
    return manager.frames().irql();
  }

  @Override
  public Irql irql(Irql level) {
    return manager.frames().irql(level);
  }

  @Override
  public void requireIrql(String function, Irql highest) {
    manager.checks().irql(function, irql(), highest, null);
  }

  @Override
  public void waitedTooHigh() {
    manager
        .checks()
        .byCall(
            FltCheck.WAITED_AT_DISPATCH,
            null,
            "APC_LEVEL or lower, or a timeout of 0",
            "KeWaitForSingleObject at DISPATCH_LEVEL");
  }

  @Override
  public void badPointer(String module, String expected, String seen) {
    manager.checks().byModule(FltCheck.BAD_POINTER, module, expected, seen);
  }

  @Override
  public void leftBehind(String module, String what) {
    manager.checks().atEnd(FltCheck.LEFT_BEHIND, module, null, what);
  }

  @Override
  public void threw(Throwable thrown) {
    manager.checks().taskThrew(thrown);
  }

  @Override
  public boolean poolFails() {
    return manager.allocator().poolFails();
  }

  @Override
  public void queueWorkItem(Runnable item) {
    manager
        .scheduler()
        .submit(
            () -> {
              Irql before = irql(Irql.PASSIVE_LEVEL);
              try {
                item.run();
              } finally {
                irql(before);
              }
            });
  }

  @Override
  public void acquires(Object lock, boolean hasIt) {
    if (hasIt) {
      throw new IllegalStateException("a spin lock is acquired by the thread that holds it");
    }
  }

  @Override
  public void acquired(Object lock) {
    // Nothing depends on which locks are held.
  }

  @Override
  public void released(Object lock) {
    // As above.
  }

  @Override
  public long nextAddress() {
    return manager.nextAddress();
  }

  @Override
  public int invalidParameter() {
    return FltStatus.STATUS_INVALID_PARAMETER;
  }
}
