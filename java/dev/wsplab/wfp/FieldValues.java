package dev.wsplab.wfp;

import java.util.EnumMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a classify call is about, by field. Immutable. */
final class FieldValues {
  private final Map<FwpsField, Object> values;

  FieldValues(Map<FwpsField, Object> values) {
    this.values = new EnumMap<>(values);
  }

  /** A value; null for {@code FWP_EMPTY} (WFP-67). */
  @Nullable Object get(FwpsField field) {
    return values.get(field);
  }

  int number(FwpsField field) {
    return values.get(field) instanceof Integer number ? number : 0;
  }
}
