package dev.wsplab.conformance.field;

import org.checkerframework.checker.nullness.qual.Nullable;

/** Runs one client over one layer after another. */
interface ClientRunner {
  /**
   * Runs it once.
   *
   * @param layer over this layer, or null for none, which comes first
   */
  LayerRun run(@Nullable FieldLayer layer) throws InterruptedException;

  /** Whether anything worked without a layer, so that a failure over one would say something. */
  boolean worksBare();
}
