package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.HostSockets;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.network.Iovec;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The buffers of one datagram. The system takes so many in one call, and the rest of a datagram
 * cannot wait for the next: more of them go through one of ours.
 */
final class Segments {
  private static final int LARGEST = 65_536;

  private final GuardedMemory memory = Kernel.get().memory();
  private final long[] addresses;
  private final long[] lengths;
  private final @Nullable WsaBuffers whole;

  Segments(Iovec data) {
    addresses = data.addresses(Integer.MAX_VALUE);
    lengths = data.lengths(Integer.MAX_VALUE);
    boolean fits = addresses.length <= HostSockets.MAX_BUFFERS;
    int total = (int) Math.min(LARGEST, Arrays.stream(lengths).sum());
    whole = fits ? null : WsaBuffers.of(ByteBuffer.allocateDirect(total));
  }

  /** What the system is given. */
  long[] addresses() {
    return whole == null ? addresses : new long[] {whole.address(0)};
  }

  /** How long each is. */
  long[] lengths() {
    return whole == null ? lengths : new long[] {whole.length(0)};
  }

  /** Before sending; false when the client's memory cannot be read. */
  boolean gather() {
    return whole == null || copy(whole.address(0), whole.length(0), false);
  }

  /** After receiving so many bytes; false when the client's memory cannot be written. */
  boolean scatter(long bytes) {
    return whole == null || copy(whole.address(0), bytes, true);
  }

  private boolean copy(long ours, long bytes, boolean out) {
    long at = ours;
    try {
      for (int i = 0; i < addresses.length && at < ours + bytes; i++) {
        long part = Math.min(lengths[i], ours + bytes - at);
        if (part > 0) {
          memory.copy(out ? addresses[i] : at, out ? at : addresses[i], part);
          at += part;
        }
      }
      return true;
    } catch (AccessViolationException e) {
      return false;
    }
  }
}
