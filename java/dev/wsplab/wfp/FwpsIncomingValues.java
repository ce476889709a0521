package dev.wsplab.wfp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The fields of a classify call: {@code FWPS_INCOMING_VALUES0}. Belongs to the engine and dies when
 * classifyFn returns; later use is reported and still gives the values (WFP-7).
 */
public final class FwpsIncomingValues {
  private final FwpsLayer layer;
  private final FieldValues values;
  private final Lifetime lifetime;

  FwpsIncomingValues(FwpsLayer layer, FieldValues values, Lifetime lifetime) {
    this.layer = layer;
    this.values = values;
    this.lifetime = lifetime;
  }

  /** {@return the layer} */
  public FwpsLayer layer() {
    lifetime.allows("inFixedValues->layerId");
    return layer;
  }

  /**
   * {@return the value of a field, of the type that the field names; null for {@code FWP_EMPTY}}
   *
   * @param field a field of the layer
   */
  public @Nullable Object value(FwpsField field) {
    lifetime.allows("inFixedValues->incomingValue");
    return values.get(field);
  }

  /**
   * {@return a number; 0 for {@code FWP_EMPTY}}
   *
   * @param field a field of the layer
   */
  public int number(FwpsField field) {
    lifetime.allows("inFixedValues->incomingValue");
    return values.number(field);
  }

  /** {@return whether a flow is authorized again: {@code FWP_CONDITION_FLAG_IS_REAUTHORIZE}} */
  public boolean isReauthorize() {
    return (number(FwpsField.FLAGS) & Fwps.FWP_CONDITION_FLAG_IS_REAUTHORIZE) != 0;
  }
}
