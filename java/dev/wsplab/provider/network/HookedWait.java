package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Waits;
import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The waits of one blocking call, for the event that tells its end. They are alertable, and go on
 * after APCs have run (WIN-51). A client's hook runs before each of them and in between, the first
 * time before anything was waited for (WPU-BLOCK-1, WPU-BLOCK-5).
 */
final class HookedWait {
  /** The hook said that the call was cancelled (WPU-BLOCK-3). */
  static final int CANCELLED = -2;

  /** Milliseconds between two calls of a hook. */
  private static final int PERIOD = 10;

  private static final int INFINITE = -1;

  private final Waits waits;
  private final Network network;
  private final EventHandle event;
  private final BlockingCallbackResult hook;

  /**
   * Asks for the calling thread's hook.
   *
   * @param entry the catalog entry of the socket
   */
  HookedWait(Waits waits, Network network, Upcalls upcalls, int entry, EventHandle event) {
    this.waits = waits;
    this.network = network;
    this.event = event;
    this.hook = upcalls.wpuQueryBlockingCallback(entry);
  }

  /**
   * Waits once.
   *
   * @param millis at most, -1 for ever
   * @return what the wait returned: a time-out only when the time given is over, 0xC0 also when the
   *     hook wants to be called again; or {@link #CANCELLED}
   */
  int once(int millis) {
    BlockingCallbackResult.@Nullable BlockingCallback callback = hook.callback();
    if (callback == null) {
      network.tellReady(true);
      return wait(millis);
    }
    if (!callback.waiting(hook.context())) {
      return CANCELLED;
    }
    network.tellReady(true);
    boolean slice = millis == INFINITE || millis > PERIOD;
    int result = wait(slice ? PERIOD : millis);
    return slice && result == Winsock2.WSA_WAIT_TIMEOUT ? Winsock2.WSA_WAIT_IO_COMPLETION : result;
  }

  private int wait(int millis) {
    return waits.waitForSingleObject(event, millis, true).returnValue();
  }
}
