package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One injection on its way.
 *
 * @param direction where the packet goes
 * @param endpoint the endpoint of one that is sent, null where the packet says it
 * @param to the peer of one that is sent, null where the packet says it
 * @param pended whether its tuple was pended when it was asked for (WFP-59)
 * @param marked whether the stack still took its tuple for pended (WFP-82)
 */
record Injection(
    InjectionHandle handle,
    NetBufferList list,
    FwpDirection direction,
    @Nullable AleRequest endpoint,
    @Nullable FwpsTransportSendParams to,
    FwpsInjectComplete function,
    @Nullable Object context,
    boolean pended,
    boolean marked) {
  /** Whether it came too soon, and is dropped. */
  boolean early() {
    return pended || marked;
  }
}
