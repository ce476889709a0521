package dev.wsplab.cli;

/** Clocks of which a test knows what they will say. */
final class TestPace {
  /** Two seconds have passed as soon as something begins, and once more before it ends. */
  static final Pace SLOW =
      tell -> {
        tell.run();
        return tell;
      };

  /** Time stands still: nothing takes so long that it would be told. */
  static final Pace STILL = tell -> () -> {};

  private TestPace() {}
}
