package dev.wsplab.wfp;

import java.net.InetAddress;
import java.util.Arrays;
import org.apache.commons.lang3.Validate;

/**
 * A range, both ends in it: {@code FWP_RANGE0}. Numbers are without a sign.
 *
 * @param low its first, an {@code Integer} or an {@code InetAddress}
 * @param high its last, of the same type
 */
public record FwpRange(Object low, Object high) {
  /**
   * Checks the ends.
   *
   * @param low its first, an {@code Integer} or an {@code InetAddress}
   * @param high its last, of the same type
   * @throws IllegalArgumentException when they are of two types, or the last is before the first
   */
  public FwpRange {
    boolean numbers = low instanceof Integer && high instanceof Integer;
    boolean addresses =
        low instanceof InetAddress a
            && high instanceof InetAddress b
            && a.getAddress().length == b.getAddress().length;
    Validate.isTrue(
        numbers || addresses, "low=%s high=%s: two numbers, or two addresses", low, high);
    Validate.isTrue(compare(low, high) <= 0, "low=%s high=%s: low first", low, high);
  }

  /** Whether a value lies in it. */
  boolean contains(Object value) {
    boolean comparable =
        value instanceof Integer && low instanceof Integer
            || value instanceof InetAddress a
                && low instanceof InetAddress b
                && a.getAddress().length == b.getAddress().length;
    return comparable && compare(low, value) <= 0 && compare(value, high) <= 0;
  }

  private static int compare(Object one, Object other) {
    return one instanceof InetAddress a && other instanceof InetAddress b
        ? Arrays.compareUnsigned(a.getAddress(), b.getAddress())
        : Integer.compareUnsigned((Integer) one, (Integer) other);
  }
}
