package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Layers that are correct as long as one operation is pending, and mix up two. */
final class CrossedFaults {
  private CrossedFaults() {}

  /** A receive of the client's that is pending. */
  record Pending(SocketHandle socket, Overlapped overlapped, @Nullable CompletionRoutine routine) {}

  /** Knows what is pending, oldest first. */
  abstract static class Remembering extends FaultyLayer {
    private final List<Pending> pending = new ArrayList<>();

    /** Which of those that are pending is taken for one that has ended. */
    abstract Pending taken(List<Pending> oldestFirst, SocketHandle s, Overlapped ended);

    @Override
    TransferResult recv(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      synchronized (pending) {
        pending.add(new Pending(s, overlapped, routine));
      }
      CompletionRoutine own = routine == null ? null : this::completed;
      return super.recv(s, buffers, flags, overlapped, own, threadId);
    }

    private void completed(int error, int bytes, Overlapped overlapped, int flags) {
      Pending wrong = take(null, overlapped).orElseThrow();
      wrong.routine().completed(error, bytes, wrong.overlapped(), flags);
    }

    @Override
    CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      Pending right = new Pending(s, overlapped, null);
      Pending wrong = take(s, overlapped).orElse(right);
      wrong.overlapped().storeOffsets(overlapped.offset(), overlapped.offsetHigh());
      return super.complete(wrong.socket(), wrong.overlapped(), error, bytes);
    }

    /** None for what the provider below completes, which comes by here as well. */
    private Optional<Pending> take(@Nullable SocketHandle s, Overlapped ended) {
      synchronized (pending) {
        if (pending.stream().noneMatch(one -> one.overlapped().equals(ended))) {
          return Optional.empty();
        }
        Pending wrong = taken(pending, s, ended);
        pending.removeIf(one -> one.overlapped().equals(wrong.overlapped()));
        return Optional.of(wrong);
      }
    }
  }

  /** What was started first is what has ended. */
  static final class CompletesTheOldest extends Remembering {
    @Override
    Pending taken(List<Pending> oldestFirst, SocketHandle s, Overlapped ended) {
      return oldestFirst.stream()
          .filter(one -> s == null || one.socket().equals(s))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Looks for the socket in a table that has room for one. */
  static final class KnowsOneSocket extends Remembering {
    @Override
    Pending taken(List<Pending> oldestFirst, SocketHandle s, Overlapped ended) {
      return oldestFirst.get(0);
    }
  }

  /** Tells the right operation, on the socket that has waited longest. */
  static final class TellsOnTheOldestSocket extends Remembering {
    @Override
    Pending taken(List<Pending> oldestFirst, SocketHandle s, Overlapped ended) {
      Pending right =
          oldestFirst.stream()
              .filter(one -> one.overlapped().equals(ended))
              .findFirst()
              .orElseThrow();
      return new Pending(oldestFirst.get(0).socket(), ended, right.routine());
    }
  }
}
