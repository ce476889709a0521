package dev.wsplab.wfp;

import org.apache.commons.lang3.Validate;

/**
 * A sublayer: {@code FWPM_SUBLAYER0}.
 *
 * @param name its key
 * @param weight 0 to 65535; the heaviest is asked first (WFP-15)
 */
public record FwpmSublayer(String name, int weight) {
  private static final int HEAVIEST = 0xFFFF;

  /**
   * Checks the weight.
   *
   * @param name its key
   * @param weight 0 to 65535; the heaviest is asked first (WFP-15)
   * @throws IllegalArgumentException when it is out of range
   */
  public FwpmSublayer {
    Validate.inclusiveBetween(0, HEAVIEST, weight, "weight=" + weight + ": 0 to 65535 fit");
  }
}
