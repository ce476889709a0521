package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.SocketIo.Completion;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The client of an overlapped operation: told through its {@code WSAOVERLAPPED}, and by event,
 * packet or routine. Between {@link #begin} and its end it keeps the handle of the socket from
 * being closed.
 */
final class OverlappedWaiter implements Waiter {
  private final TcpEnvironment environment;
  private final @Nullable HandleUse use;
  private final SocketHandle handle;
  private final Overlapped overlapped;
  private final @Nullable CompletionRoutine routine;
  private @Nullable ThreadId threadId;
  private boolean ownThread;
  private volatile @Nullable Runnable canceller;
  private volatile boolean cancelRequested;

  /**
   * Makes the waiter of an operation that has not begun.
   *
   * @param socket the one whose handle the operation belongs to
   * @param call by which of its handles
   */
  OverlappedWaiter(
      TcpEnvironment environment, TcpSocket socket, Overlapped overlapped, ClientCall call) {
    this.environment = environment;
    this.use = environment.useOf(socket, call.name());
    this.handle = use == null ? SocketHandle.INVALID : use.handle();
    this.overlapped = overlapped;
    this.routine = call.routine();
    this.threadId = routine == null ? null : call.threadId(); // nobody else needs it
  }

  /**
   * How the operation is ended that waits; before it begins. Without it nothing can be cancelled.
   */
  void cancelledBy(Runnable how) {
    canceller = how;
  }

  /**
   * Somebody wants the operation to end as cancelled (CANCEL-2). It may not have come to its queue
   * yet, or have ended: the canceller finds nothing then.
   */
  private void cancel() {
    cancelRequested = true;
    cancelIfRequested();
    environment.network().tellReady(false);
  }

  /** The operation has come to its queue: somebody may have wanted its end before. */
  void cancelIfRequested() {
    Runnable how = canceller;
    if (cancelRequested && how != null) {
      how.run();
    }
  }

  /** The operation starts; an error means that it did not. */
  int begin() {
    if (use == null || !use.retain()) {
      return WsaError.WSAENOTSOCK.code();
    }
    int error = openThreadIfNeeded();
    if (error == 0) {
      error = io().begin(handle, overlapped, routine, canceller == null ? null : this::cancel);
    }
    if (error != 0) {
      release();
    }
    return error;
  }

  /**
   * A layer may start an operation without naming the thread: then it is the calling one
   * (WPU-THREAD-6).
   */
  private int openThreadIfNeeded() {
    if (routine == null || threadId != null) {
      return 0;
    }
    ThreadIdResult opened = environment.upcalls().wpuOpenCurrentThread();
    threadId = opened.threadId();
    ownThread = threadId != null;
    return ownThread ? 0 : opened.errno();
  }

  @Override
  public void tell(Outcome outcome, boolean atOnce) {
    Completion completion = new Completion(handle, overlapped, outcome, atOnce, routine, threadId);
    environment.handleUses().tell(() -> io().complete(completion));
    release();
  }

  /** It failed in its starting call: nothing is indicated. */
  void abandon(int error) {
    io().abandon(handle, overlapped, error);
    release();
  }

  @Override
  public void tellSilently(Outcome outcome) {
    io().endSilently(handle, overlapped);
    release();
  }

  private void release() {
    ThreadId opened = threadId;
    if (ownThread && opened != null) {
      environment.upcalls().wpuCloseThread(opened);
    }
    if (use != null) {
      use.release();
    }
  }

  private SocketIo io() {
    return environment.socketIo();
  }
}
