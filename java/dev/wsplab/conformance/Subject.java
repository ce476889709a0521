package dev.wsplab.conformance;

import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is checked.
 *
 * @param name for reports
 * @param isBase whether it is a base provider; else a layer
 * @param ifs whether it hands out system handles
 * @param protocols what a base provider offers; empty for a layer
 * @param maker makes a provider that is not started
 */
record Subject(
    String name,
    boolean isBase,
    boolean ifs,
    List<ProtocolInfo> protocols,
    Supplier<? extends ServiceProvider> maker) {}
