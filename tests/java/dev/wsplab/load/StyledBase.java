package dev.wsplab.load;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExtensions;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WspFunction;
import dev.wsplab.verifier.faulty.CompletionFault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A correct base with handles of its own that answers no overlapped call with success: what is done
 * at once is indicated before the call returns WSA_IO_PENDING (WSP-IO-16), or later by a timer.
 */
final class StyledBase extends CompletionFault {
  private record Done(SocketHandle socket, Overlapped overlapped, int error, int bytes) {}

  private final boolean byTimer;
  private final ForwardingExtensions extensions =
      new ForwardingExtensions() {
        @Override
        protected TransferResult around(
            String function,
            SocketHandle s,
            @Nullable Overlapped overlapped,
            @Nullable CompletionRoutine routine,
            Call call) {
          return pending(overlapped, call.with(routine));
        }
      };
  // In the order of completion; what follows is guarded by this.
  private final Deque<Done> waiting = new ArrayDeque<>();
  private @Nullable Timer timer;

  private StyledBase(LoopbackProvider correct, boolean byTimer) {
    super(correct);
    this.byTimer = byTimer;
  }

  /** Indicates in the thread that finishes the operation, also before the call returns. */
  static StyledBase beforeReturn(LoopbackProvider correct) {
    return new StyledBase(correct, false);
  }

  /** Indicates from a timer's thread. */
  static StyledBase byTimer(LoopbackProvider correct) {
    return new StyledBase(correct, true);
  }

  @Override
  protected synchronized CallResult complete(
      SocketHandle s, Overlapped overlapped, int error, int bytes) {
    if (!byTimer) {
      return super.complete(s, overlapped, error, bytes);
    }
    waiting.add(new Done(s, overlapped, error, bytes));
    Timer running = timer == null ? new Timer("timer of a provider", true) : timer;
    timer = running;
    running.schedule(
        new TimerTask() {
          @Override
          public void run() {
            next();
          }
        },
        waiting.size() % 3);
    return CallResult.OK;
  }

  private synchronized void next() {
    Done done = waiting.poll();
    if (done != null) {
      super.complete(done.socket(), done.overlapped(), done.error(), done.bytes());
    }
  }

  /** WPU-CLOSE-3: all that is finished is indicated before. */
  @Override
  protected synchronized CallResult closeHandle(SocketHandle s) {
    completeNow(done -> done.socket().equals(s));
    return super.closeHandle(s);
  }

  private synchronized void completeNow(Predicate<Done> which) {
    waiting.removeIf(
        done -> {
          boolean now = which.test(done);
          if (now) {
            super.complete(done.socket(), done.overlapped(), done.error(), done.bytes());
          }
          return now;
        });
  }

  @Override
  public CallResult wspCleanup() {
    completeNow(done -> true);
    CallResult result = super.wspCleanup();
    synchronized (this) {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
    return result;
  }

  @Override
  protected TransferResult aroundTransfer(
      WspFunction function,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId,
      ForwardingExtensions.Call call) {
    return pending(
        overlapped, super.aroundTransfer(function, s, overlapped, routine, threadId, call));
  }

  @Override
  protected ExtensionFunction published(ExtensionFunction function) {
    return extensions.inFrontOf(function);
  }

  private static TransferResult pending(@Nullable Overlapped overlapped, TransferResult result) {
    return overlapped != null && result.succeeded() ? TransferResult.PENDING : result;
  }
}
