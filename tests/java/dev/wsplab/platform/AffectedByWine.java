package dev.wsplab.platform;

/**
 * A test class some of whose runs have nothing of Wine below them: those assert what Windows does.
 */
public interface AffectedByWine {
  /** Whether this run has. */
  boolean isAffectedByWine();
}
