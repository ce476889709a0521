package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaError;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of Winsock 1.1 for calls that block, such as {@code recv} or {@code select} on a
 * socket in blocking mode. On Windows they serve programs that asked {@code WSAStartup} for version
 * 1.1; here they serve every client, so that what a provider does with a hook can be tried
 * (WPU-BLOCK-5).
 *
 * <p>A hook belongs to the thread that installs it, and runs in that thread. Thread-safe.
 */
public final class BlockingHooks {
  private final Host host;
  private final ClientState state;

  BlockingHooks(Host host, ClientState state) {
    this.host = host;
    this.state = state;
  }

  /**
   * What {@link #wsaSetBlockingHook} returns.
   *
   * @param previous the hook that it replaces, or null when there was none
   * @param errno the error, 0 for success
   */
  public record HookResult(@Nullable BooleanSupplier previous, int errno) {}

  /**
   * {@code WSASetBlockingHook}: while a blocking call of this thread waits, its provider runs the
   * hook every now and then, at least once. In it the thread may make calls that do not block, and
   * {@link #wsaCancelBlockingCall}; one that would block gives {@code WSAEINPROGRESS}.
   *
   * @param hook returns whether it has more to do: then it is called again at once, before the
   *     provider looks whether the call has ended. What it throws ends the call and passes on to
   *     its caller
   * @return the hook that was there before; {@code WSANOTINITIALISED}
   */
  public HookResult wsaSetBlockingHook(BooleanSupplier hook) {
    if (!state.isStarted()) {
      CallResult failed = state.keep(CallResult.failed(WsaError.WSANOTINITIALISED));
      return new HookResult(null, failed.errno());
    }
    return new HookResult(host.hooks().install(hook), 0);
  }

  /**
   * {@code WSAUnhookBlockingHook}: the thread's blocking calls wait without a hook again.
   *
   * @return {@code WSANOTINITIALISED}; success also when there was no hook
   */
  public CallResult wsaUnhookBlockingHook() {
    if (!state.isStarted()) {
      return state.keep(CallResult.failed(WsaError.WSANOTINITIALISED));
    }
    host.hooks().install(null);
    return CallResult.OK;
  }

  /**
   * {@code WSAIsBlocking}: whether it is called in a hook, which a blocking call waits for.
   *
   * @return true in a hook; never fails
   */
  public boolean wsaIsBlocking() {
    return host.hooks().isRunning();
  }

  /**
   * {@code WSACancelBlockingCall}: this thread's blocking call, in whose hook or APC it is called,
   * ends with {@code WSAEINTR} unless it has just ended. {@code WSAEINVAL} when there is none.
   *
   * @return success also when the call has ended meanwhile (sheet, 3.9); {@code WSAEINVAL}, {@code
   *     WSANOTINITIALISED}
   */
  public CallResult wsaCancelBlockingCall() {
    return state.keep(
        state.isStarted()
            ? host.cancelBlockingCall()
            : CallResult.failed(WsaError.WSANOTINITIALISED));
  }
}
