package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.UserApc;
import java.util.Objects;

/** The functions of {@code kernel32.dll} for APCs of the client's own. Part of {@link Kernel32}. */
abstract class ApcCalls {
  final Host host;
  final Kernel kernel;

  ApcCalls(Host host) {
    this.host = host;
    this.kernel = host.kernel();
  }

  /**
   * {@code SignalObjectAndWait} for an event: sets it, then waits for another object, not in one
   * step (APC-8).
   *
   * @param toSignal the event to set
   * @param toWaitOn an event, a thread or a socket
   * @param timeoutMillis -1 for {@code INFINITE}
   * @param alertable whether APCs may run; they win over an object that is signalled (APC-9)
   * @return 0, 0xC0, 0x102, or -1 with the error; without a wait when the event cannot be set
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public WaitResult signalObjectAndWait(
      EventHandle toSignal, Handle toWaitOn, int timeoutMillis, boolean alertable) {
    int error = kernel.events().set(toSignal);
    WaitResult result =
        error == 0
            ? host.watch()
                .inside(
                    toWaitOn,
                    () -> kernel.waits().waitForSingleObject(toWaitOn, timeoutMillis, alertable))
            : new WaitResult(WaitResult.WAIT_FAILED, error);
    if (result.error() != 0) {
      keep(result.error());
    }
    return result;
  }

  /**
   * {@code QueueUserAPC}: runs a function in an alertable wait of another thread or of this one.
   *
   * @param apc runs once, in that thread; kept until then
   * @param thread from {@link #openThread}
   * @param data given to the function
   * @return FALSE with 6 when it is no thread of this environment's, 31 when the thread has ended
   *     (WIN-48), 8
   * @throws NullPointerException without a function
   */
  public BoolResult queueUserAPC(UserApc apc, ThreadHandle thread, long data) {
    Objects.requireNonNull(apc, "apc is null: it is what the thread is to run");
    int error = kernel.threads().queueApc(thread, host.owner(), () -> apc.run(data));
    if (error == 0) {
      return BoolResult.TRUE;
    }
    keep(error);
    return BoolResult.failed(error);
  }

  /**
   * {@code OpenThread} for the calling thread: a handle of it for other threads, to be closed.
   *
   * @return its value is 0 on failure
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public DuplicateResult<ThreadHandle> openThread() {
    try {
      ThreadHandle thread = kernel.threads().open(host.owner());
      host.watch().opened(thread, "OpenThread");
      return new DuplicateResult<>(thread, 0);
    } catch (KernelException e) {
      keep(e.error());
      return new DuplicateResult<>(new ThreadHandle(0), e.error());
    }
  }

  /** Makes it the calling thread's last error. */
  final void keep(int error) {
    if (!kernel.threads().isCurrentVirtual()) {
      kernel.threads().setLastError(error);
    }
  }
}
