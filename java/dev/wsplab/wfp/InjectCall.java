package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The arguments that both injection functions have (WFP-71, WFP-71a). */
record InjectCall(
    long handle,
    long injectionContext,
    int flags,
    int family,
    @Nullable NetBufferList list,
    @Nullable FwpsInjectComplete function,
    @Nullable Object context) {}
