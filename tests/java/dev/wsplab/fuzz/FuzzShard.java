package dev.wsplab.fuzz;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which seeds one machine of several runs: every {@code count}th, so that all together run those
 * that one machine would.
 *
 * @param first seed of all
 * @param number of the part, from 1
 * @param count how many parts
 */
record FuzzShard(long first, int number, int count) {
  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  FuzzShard {
    if (count < 1 || number < 1 || number > count) {
      throw new IllegalArgumentException(
          "shard=" + number + "/" + count + ": a part has a number from 1 to the number of parts");
    }
  }

  /** Reads {@code I/N}. */
  static FuzzShard of(long first, String shard) {
    Matcher parts = SHARD.matcher(shard);
    if (!parts.matches()) {
      throw new IllegalArgumentException("shard=" + shard + ": expected I/N, such as 2/8");
    }
    return new FuzzShard(first, Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  /** The seed of the part's sequence with this number, from 0. */
  long seed(long ordinal) {
    return first + number - 1 + ordinal * count;
  }

  /** The part's share of so many calls, rounded up. */
  long share(long calls) {
    return (calls + count - 1) / count;
  }
}
