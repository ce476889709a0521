package dev.wsplab.forefront;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.forefront.Strict.Unspecified;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a service is, as its builder was told.
 *
 * @param workers 0 for a manual pump
 * @param events how many the recorder keeps
 * @param ws2 null for a service without sockets
 * @param port the one of {@code ws2}, which the service closes; null for one of its own
 */
record ServiceSettings(
    int workers,
    Verifier.Mode mode,
    int events,
    EndOfFile endOfFile,
    IoFaultPlan faults,
    Unspecified unspecified,
    int overlappedLimit,
    Duration blockLimit,
    Duration stopLimit,
    List<OperationListener> listeners,
    @Nullable Ws2_32 ws2,
    @Nullable CompletionPort port) {
  boolean isWatching() {
    return mode != Verifier.Mode.OFF;
  }
}
