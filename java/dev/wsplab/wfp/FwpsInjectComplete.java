package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code FWPS_INJECT_COMPLETE0}: called once for each injection that was accepted, at
 * DISPATCH_LEVEL or below, with no lock held. Frees the list.
 */
@FunctionalInterface
public interface FwpsInjectComplete {
  /**
   * An injection is over.
   *
   * @param context as given with the injection
   * @param netBufferList what was injected; its status tells how that went
   * @param dispatchLevel whether it is certain that the level is DISPATCH_LEVEL
   */
  void injected(@Nullable Object context, NetBufferList netBufferList, boolean dispatchLevel);
}
