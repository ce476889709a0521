package dev.wsplab.driver;

/**
 * What plays the kernel for drivers in C: their calls of wdm.h come here, and what is wrong in them
 * is told. For the thread that calls, where nothing else is said. Implementations are thread-safe.
 */
public interface DriverPlatform {
  /** {@return the level of the calling thread} */
  Irql irql();

  /**
   * Sets the level of the calling thread.
   *
   * @param level the new level, higher or lower
   * @return the level before
   */
  Irql irql(Irql level);

  /**
   * Reports a function that is called at a level above the one that it needs.
   *
   * @param function its name in Microsoft's documentation
   * @param highest the highest level at which it may be called
   */
  void requireIrql(String function, Irql highest);

  /** Reports a wait at DISPATCH_LEVEL (FLT-38). */
  void waitedTooHigh();

  /**
   * Reports a pointer from a module that is none.
   *
   * @param module as reports name it
   * @param expected what a pointer was expected to be, for people
   * @param seen what it was, for people
   */
  void badPointer(String module, String expected, String seen);

  /**
   * Reports what a module has left when it was unloaded.
   *
   * @param module as reports name it
   * @param what what is left, for people
   */
  void leftBehind(String module, String what);

  /**
   * Reports what was thrown where a module has called.
   *
   * @param thrown any error or exception
   */
  void threw(Throwable thrown);

  /** {@return whether a pool has no memory} */
  boolean poolFails();

  /**
   * Runs a work item at PASSIVE_LEVEL, later.
   *
   * @param item runs once
   */
  void queueWorkItem(Runnable item);

  /**
   * The thread is about to acquire a spin lock, which it may have already.
   *
   * @param lock the lock, compared by identity
   * @param hasIt whether the thread has it: it would wait for itself
   */
  void acquires(Object lock, boolean hasIt);

  /**
   * The thread has acquired a spin lock.
   *
   * @param lock the lock, compared by identity
   */
  void acquired(Object lock);

  /**
   * The thread has released a spin lock.
   *
   * @param lock the lock, compared by identity
   */
  void released(Object lock);

  /** {@return a value for native memory that stands for an object; no address of anything} */
  long nextAddress();

  /** {@return the status of a call that gave a pointer which is none} */
  int invalidParameter();
}
