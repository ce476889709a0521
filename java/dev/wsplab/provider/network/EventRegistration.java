package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.kernel.WaitResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSPEventSelect}: events are recorded, and the client's event object is set. It holds a
 * name of its own of that object, so that it stays when the client closes its handle. Guarded by
 * the lock of the socket.
 */
final class EventRegistration implements Registration {
  private final TcpEnvironment environment;
  private final EventHandle event;
  private final boolean own;
  private final Map<Integer, Integer> errors = new HashMap<>();

  private EventRegistration(TcpEnvironment environment, EventHandle event, boolean own) {
    this.environment = environment;
    this.event = event;
    this.own = own;
  }

  /** Makes one; null when the handle is no event. */
  static @Nullable EventRegistration of(TcpEnvironment environment, EventHandle event) {
    Kernel kernel = environment.kernel();
    long owner = environment.exports().owner();
    try {
      EventHandle name = kernel.duplicate(event, owner);
      if (kernel.closeHandle(name) == 0) {
        return new EventRegistration(environment, kernel.duplicate(event, owner), true);
      }
      closeOther(kernel, name);
      return null;
    } catch (KernelException e) {
      return borrowed(environment, event);
    }
  }

  /**
   * On Windows, events that other code has made are taken, but have no second name here
   * (WPU-EVENT-5).
   */
  private static @Nullable EventRegistration borrowed(
      TcpEnvironment environment, EventHandle event) {
    int waited = environment.kernel().waits().waitForSingleObject(event, 0, false).returnValue();
    return waited == WaitResult.WAIT_FAILED
        ? null
        : new EventRegistration(environment, event, false);
  }

  /** A name of what turned out to be no event. */
  private static void closeOther(Kernel kernel, EventHandle name) {
    List<Handle> kinds =
        List.of(
            new SocketHandle(name.value()),
            new PortHandle(name.value()),
            new ThreadHandle(name.value()));
    for (Handle handle : kinds) {
      if (kernel.closeHandle(handle) == 0) {
        return;
      }
    }
  }

  @Override
  public void occurred(SocketHandle s, int bit, int error) {
    errors.put(bit, error);
    environment.upcalls().wpuSetEvent(event);
  }

  /** What was recorded since the last call. */
  Map<Integer, Integer> take() {
    Map<Integer, Integer> taken = Map.copyOf(errors);
    errors.clear();
    return taken;
  }

  @Override
  public @Nullable Registration inherited() {
    return of(environment, event);
  }

  @Override
  public void end() {
    if (own) {
      environment.kernel().closeHandle(event);
    }
  }
}
