package dev.wsplab.wfp;

import java.net.InetAddress;
import java.util.Locale;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One condition of a filter: {@code FWPM_FILTER_CONDITION0}. Of conditions on the same field one
 * must hold, of different fields all.
 *
 * @param field what is looked at
 * @param match how it is compared
 * @param value of the field's own type, an {@link AddressPrefix} for {@code PREFIX}, an {@link
 *     FwpRange} for {@code RANGE}
 */
public record FwpmCondition(FwpsField field, FwpMatchType match, Object value) {
  /**
   * Checks that value and match fit.
   *
   * @param field what is looked at
   * @param match how it is compared
   * @param value of the field's own type, an {@link AddressPrefix} for {@code PREFIX}, an {@link
   *     FwpRange} for {@code RANGE}
   * @throws IllegalArgumentException when they do not
   */
  public FwpmCondition {
    boolean number =
        switch (match) {
          case EQUAL, NOT_EQUAL, PREFIX, RANGE -> false;
          default -> true;
        };
    Validate.isTrue(!number || value instanceof Integer, "%s compares numbers only", match);
    Validate.isTrue(
        (match == FwpMatchType.PREFIX) == (value instanceof AddressPrefix),
        "PREFIX compares an address with an AddressPrefix, and nothing else does");
    Validate.isTrue(
        (match == FwpMatchType.RANGE) == (value instanceof FwpRange),
        "RANGE compares with an FwpRange, and nothing else does");
  }

  /**
   * {@return a condition: the field equals a value}
   *
   * @param field the field that is looked at
   * @param value the value, of the type that the field has
   */
  public static FwpmCondition equal(FwpsField field, Object value) {
    return new FwpmCondition(field, FwpMatchType.EQUAL, value);
  }

  /**
   * {@return a condition: the field is an address of a network}
   *
   * @param field the field that is looked at
   * @param address an address of the network
   * @param length how many leading bits say which network
   */
  public static FwpmCondition within(FwpsField field, InetAddress address, int length) {
    return new FwpmCondition(field, FwpMatchType.PREFIX, new AddressPrefix(address, length));
  }

  /**
   * {@return a condition: the field is a number from low to high, both included}
   *
   * @param field the field that is looked at
   * @param low the lowest that matches
   * @param high the highest that matches
   */
  public static FwpmCondition between(FwpsField field, int low, int high) {
    return new FwpmCondition(field, FwpMatchType.RANGE, new FwpRange(low, high));
  }

  /** What is empty matches nothing. */
  boolean holds(@Nullable Object seen) {
    if (seen == null) {
      return false;
    }
    if (value instanceof AddressPrefix prefix) {
      return seen instanceof InetAddress address && prefix.contains(address);
    }
    if (value instanceof FwpRange range) {
      return range.contains(seen);
    }
    if (value instanceof Integer wanted && seen instanceof Integer has) {
      return holds(wanted, has);
    }
    return match == FwpMatchType.NOT_EQUAL ? !isSame(seen) : isSame(seen);
  }

  private boolean holds(int wanted, int has) {
    return switch (match) {
      case EQUAL -> has == wanted;
      case NOT_EQUAL -> has != wanted;
      case GREATER -> has > wanted;
      case LESS -> has < wanted;
      case FLAGS_ALL_SET -> (has & wanted) == wanted;
      case FLAGS_ANY_SET -> (has & wanted) != 0;
      case FLAGS_NONE_SET -> (has & wanted) == 0;
      case PREFIX, RANGE -> false;
    };
  }

  /** Paths of applications are compared as Windows does, in any case. */
  private boolean isSame(Object seen) {
    if (value instanceof String wanted && seen instanceof String has) {
      return wanted.toLowerCase(Locale.ROOT).equals(has.toLowerCase(Locale.ROOT));
    }
    return value.equals(seen);
  }
}
