package dev.wsplab.provider.loopback;

import dev.wsplab.provider.network.ReadinessListener;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A socket of the network in memory whose readiness changes. */
interface Watched {
  /** Who is told, or null. */
  @Nullable ReadinessListener listener();
}
