package dev.wsplab.driver;

import org.apache.commons.lang3.Validate;

/**
 * Interrupt request levels that matter to a driver, lowest first. Each thread has one for each
 * platform that is played; nothing is interrupted here, but what may be called depends on it.
 */
public enum Irql {
  /** {@code PASSIVE_LEVEL}, 0: everything may be called. */
  PASSIVE_LEVEL,
  /** {@code APC_LEVEL}, 1. */
  APC_LEVEL,
  /** {@code DISPATCH_LEVEL}, 2: no waiting. */
  DISPATCH_LEVEL,
  /** {@code HIGH_LEVEL}: nothing of the platform may be called. */
  HIGH_LEVEL;

  /**
   * {@return a level at which callbacks of drivers may run}
   *
   * @param level the level that is wanted for callbacks
   * @throws IllegalArgumentException when it is above DISPATCH_LEVEL
   */
  public static Irql forCallbacks(Irql level) {
    Validate.isTrue(
        level.atMost(DISPATCH_LEVEL), "level=%s: callbacks run at DISPATCH_LEVEL or below", level);
    return level;
  }

  /**
   * {@return whether code at this level may do what needs {@code highest} or lower}
   *
   * @param highest the highest level at which something may be done
   */
  public boolean atMost(Irql highest) {
    return compareTo(highest) <= 0;
  }
}
