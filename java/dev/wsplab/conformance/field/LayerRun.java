package dev.wsplab.conformance.field;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a client did over one layer.
 *
 * @param layer the layer; null for the run without any, which the others are compared with
 * @param millis how long it took
 * @param problems what went wrong, each several lines of text; none when it passes
 * @param differences what was otherwise than without a layer, one line each; a difference is no
 *     fault
 */
public record LayerRun(
    @Nullable FieldLayer layer, long millis, List<String> problems, List<String> differences) {
  /** The {@link #label} of the run without a layer. */
  public static final String BARE = "bare";

  /**
   * Copies the lists.
   *
   * @param layer the layer; null for the run without any, which the others are compared with
   * @param millis how long it took
   * @param problems what went wrong, each several lines of text; none when it passes
   * @param differences what was otherwise than without a layer, one line each; a difference is no
   *     fault
   */
  public LayerRun {
    problems = List.copyOf(problems);
    differences = List.copyOf(differences);
  }

  /** {@return the layer's label, or {@value #BARE}} */
  public String label() {
    return labelOf(layer);
  }

  /** {@return whether nothing went wrong} */
  public boolean passed() {
    return problems.isEmpty();
  }

  static String labelOf(@Nullable FieldLayer layer) {
    return layer == null ? BARE : layer.label();
  }
}
