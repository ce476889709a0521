package dev.wsplab.trace;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationState;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedWords;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads what stands in a structure at an event, as long as it is the operation's: once the client
 * has been told, it may have freed the structure or given it to another operation.
 */
final class Words {
  // The structures that a provider has and nobody has said of that its operation has ended, and the
  // provider that was called first: another one that fails has got it from there.
  private final Map<Long, String> held = new ConcurrentHashMap<>();

  /** At a step of the client's operation. */
  @Nullable OverlappedWords at(OperationEvent e) {
    return switch (e.step()) {
      // Before the provider is called, before the result is published, before the taker sees the
      // packet, before the routine runs, and before a call that failed returns.
      case STARTED, COMPLETED, DEQUEUED, ROUTINE, FAILED -> read(e.operation().overlapped());
      case PENDED, SUCCEEDED -> readUntold(e);
      default -> null;
    };
  }

  /**
   * Before a call goes into a provider, and before its result is published: the first time, for of
   * a second completion nobody knows whether it comes in time (WPU-COMPLETE-18).
   */
  @Nullable OverlappedWords at(ProviderEvent e) {
    return e.overlapped() != 0 && isHeldAt(e) ? read(Overlapped.at(e.overlapped())) : null;
  }

  private boolean isHeldAt(ProviderEvent e) {
    switch (e.step()) {
      case CALLED:
        held.putIfAbsent(e.overlapped(), e.provider());
        return true;
      case FIELDS_WRITTEN:
        return held.remove(e.overlapped()) != null;
      case ROUTINE:
        held.remove(e.overlapped());
        return false;
      case RETURNED:
        if (e.error() != 0 && e.error() != WsaError.WSA_IO_PENDING.code()) {
          held.remove(e.overlapped(), e.provider());
        }
        return false;
      default:
        return false;
    }
  }

  /** Another thread may be told at any time: what was read before that counts. */
  private static @Nullable OverlappedWords readUntold(OperationEvent e) {
    OverlappedWords words = read(e.operation().overlapped());
    return e.operation().state() == OperationState.DELIVERED ? null : words;
  }

  private static @Nullable OverlappedWords read(Overlapped overlapped) {
    try {
      return overlapped.words();
    } catch (AccessViolationException e) {
      return null; // a bad pointer of the client's: the provider answers it
    }
  }
}
