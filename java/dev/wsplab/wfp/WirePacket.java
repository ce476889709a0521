package dev.wsplab.wfp;

import java.util.Arrays;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A packet that was sent, or delivered.
 *
 * @param request its tuple
 * @param payload the bytes behind its transport header; not copied
 */
public record WirePacket(AleRequest request, byte[] payload) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WirePacket that
        && request.equals(that.request)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(request, Arrays.hashCode(payload));
  }

  @Override
  public String toString() {
    return request.local() + " " + request.remote() + " " + payload.length + " bytes";
  }
}
