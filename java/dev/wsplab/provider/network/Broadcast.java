package dev.wsplab.provider.network;

import java.net.InetAddress;

/** The addresses that reach more than one socket and are known without asking the system. */
public final class Broadcast {
  private static final int ALL = 0xFF;

  private Broadcast() {}

  /**
   * {@return whether it is that of all networks, or that of the network of the loopback addresses}
   *
   * @param host an address of either family
   */
  public static boolean is(InetAddress host) {
    byte[] bytes = host.getAddress();
    boolean rest = bytes.length == Integer.BYTES;
    for (int i = 1; i < bytes.length; i++) {
      rest &= (bytes[i] & ALL) == ALL;
    }
    return rest && ((bytes[0] & ALL) == ALL || host.isLoopbackAddress());
  }
}
