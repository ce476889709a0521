package dev.wsplab.wfp;

import java.net.InetAddress;
import org.apache.commons.lang3.Validate;

/**
 * A network: {@code FWP_V4_ADDR_AND_MASK}, {@code FWP_V6_ADDR_AND_MASK}.
 *
 * @param address any address of it
 * @param length how many leading bits count: 0 to 32, or 128 for IPv6
 */
public record AddressPrefix(InetAddress address, int length) {
  /**
   * Checks the length.
   *
   * @param address any address of it
   * @param length how many leading bits count: 0 to 32, or 128 for IPv6
   * @throws IllegalArgumentException when it does not fit the address
   */
  public AddressPrefix {
    int bits = address.getAddress().length * Byte.SIZE;
    Validate.inclusiveBetween(0, bits, length, "length=" + length + ": 0 to " + bits + " fit");
  }

  /** Whether an address is of this network. */
  boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((mine[bit / Byte.SIZE] ^ its[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
