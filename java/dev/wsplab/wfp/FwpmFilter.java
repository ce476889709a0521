package dev.wsplab.wfp;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A filter to be added: {@code FWPM_FILTER0}. Immutable; each method gives a changed copy.
 *
 * @param name for people
 * @param layer at which it stands
 * @param sublayer in which, by name; null for the one that is always there
 * @param weight in its sublayer, unsigned; the heaviest is asked first
 * @param action what it does by itself; {@code CONTINUE} when a callout is asked
 * @param callout key of the callout that is asked, null for none
 * @param flags {@code FWPS_FILTER_FLAG_...}
 * @param conditions when it matches; none for always
 * @param context passed on to the callout
 */
public record FwpmFilter(
    String name,
    FwpsLayer layer,
    @Nullable String sublayer,
    long weight,
    FwpActionType action,
    @Nullable String callout,
    int flags,
    List<FwpmCondition> conditions,
    long context) {
  /**
   * Copies the conditions.
   *
   * @param name for people
   * @param layer at which it stands
   * @param sublayer in which, by name; null for the one that is always there
   * @param weight in its sublayer, unsigned; the heaviest is asked first
   * @param action what it does by itself; {@code CONTINUE} when a callout is asked
   * @param callout key of the callout that is asked, null for none
   * @param flags {@code FWPS_FILTER_FLAG_...}
   * @param conditions when it matches; none for always
   * @param context passed on to the callout
   * @throws IllegalArgumentException when the action is none that a filter has
   */
  public FwpmFilter {
    conditions = List.copyOf(conditions);
    Validate.isTrue(
        callout == null ? action.isTerminating() : action == FwpActionType.CONTINUE,
        "action=%s callout=%s: a filter blocks, permits, or asks a callout",
        action,
        String.valueOf(callout));
  }

  /**
   * {@return a filter that asks a callout whenever its layer is classified}
   *
   * @param callout the callout's key
   * @param layer the layer it is added to
   */
  public static FwpmFilter asking(String callout, FwpsLayer layer) {
    return new FwpmFilter(
        callout, layer, null, 1, FwpActionType.CONTINUE, callout, 0, List.of(), 0);
  }

  /**
   * {@return a filter that blocks by itself}
   *
   * @param name the filter's name, for reports
   * @param layer the layer it is added to
   */
  public static FwpmFilter blocking(String name, FwpsLayer layer) {
    return new FwpmFilter(name, layer, null, 1, FwpActionType.BLOCK, null, 0, List.of(), 0);
  }

  /**
   * {@return a filter that permits by itself}
   *
   * @param name the filter's name, for reports
   * @param layer the layer it is added to
   */
  public static FwpmFilter permitting(String name, FwpsLayer layer) {
    return new FwpmFilter(name, layer, null, 1, FwpActionType.PERMIT, null, 0, List.of(), 0);
  }

  /**
   * In a sublayer.
   *
   * @param sublayerName the sublayer's name
   * @return a filter that differs in this alone
   */
  public FwpmFilter in(String sublayerName) {
    return new FwpmFilter(
        name, layer, sublayerName, weight, action, callout, flags, conditions, context);
  }

  /**
   * With a weight.
   *
   * @param newWeight its weight in its sublayer; the heaviest is asked first
   * @return a filter that differs in this alone
   */
  public FwpmFilter weighing(long newWeight) {
    return new FwpmFilter(
        name, layer, sublayer, newWeight, action, callout, flags, conditions, context);
  }

  /**
   * With flags.
   *
   * @param newFlags {@code FWPM_FILTER_FLAG_} flags
   * @return a filter that differs in this alone
   */
  public FwpmFilter flagged(int newFlags) {
    return new FwpmFilter(
        name, layer, sublayer, weight, action, callout, newFlags, conditions, context);
  }

  /**
   * With a context for the callout.
   *
   * @param newContext {@code rawContext}, which classifyFn finds in its filter
   * @return a filter that differs in this alone
   */
  public FwpmFilter with(long newContext) {
    return new FwpmFilter(
        name, layer, sublayer, weight, action, callout, flags, conditions, newContext);
  }

  /**
   * With one more condition.
   *
   * @param condition it must hold as well; those of one field are alternatives
   * @return a filter that differs in this alone
   */
  public FwpmFilter when(FwpmCondition condition) {
    List<FwpmCondition> more = new ArrayList<>(conditions);
    more.add(condition);
    return new FwpmFilter(name, layer, sublayer, weight, action, callout, flags, more, context);
  }

  /** Of conditions on one field one holds, and so for each field. */
  boolean matches(FieldValues values) {
    return conditions.stream()
        .map(FwpmCondition::field)
        .distinct()
        .allMatch(
            field ->
                conditions.stream()
                    .filter(condition -> condition.field() == field)
                    .anyMatch(condition -> condition.holds(values.get(field))));
  }
}
