package dev.wsplab.conformance;

import dev.wsplab.spi.Sockaddr;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a call has brought to the scripted provider.
 *
 * @param flags its flags
 * @param address where it sends or connects to, or what its control is about; null for none
 * @param data the bytes that it sends, one character each
 */
record Arrival(int flags, @Nullable Sockaddr address, String data) {
  /** Of a call that brings nothing. */
  static final Arrival NOTHING = new Arrival(0, null, "");
}
