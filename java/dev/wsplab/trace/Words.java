package dev.wsplab.trace;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationState;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedWords;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads what stands in a structure at an event, as long as it is the operation's: once the client
 * has been told, it may have freed the structure or given it to another operation.
 */
final class Words {
  private Words() {}

  /** At a step of the client's operation. */
  static @Nullable OverlappedWords at(OperationEvent e) {
    return switch (e.step()) {
      // Before the provider is called, before the result is published, before the taker sees the
      // packet, before the routine runs, and before a call that failed returns.
      case STARTED, COMPLETED, DEQUEUED, ROUTINE, FAILED -> read(e.operation().overlapped());
      case PENDED, SUCCEEDED -> readUntold(e);
      default -> null;
    };
  }

  /** Before a call goes into a provider, and before its result is published. */
  static @Nullable OverlappedWords at(ProviderEvent e) {
    boolean held =
        e.step() == ProviderEvent.Step.CALLED || e.step() == ProviderEvent.Step.FIELDS_WRITTEN;
    return held && e.overlapped() != 0 ? read(Overlapped.at(e.overlapped())) : null;
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
