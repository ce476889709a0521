package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Windows;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The asynchronous selects of a layer. What the provider below posts names its own socket: it goes
 * to a hidden window, and from there to the client's under the layer's handle, by {@code
 * WPUPostMessage}. Thread-safe, without locks: messages come while the provider below holds its
 * own.
 */
final class LayerMessages {
  private static final int HIDDEN = 0x0400; // WM_USER: any would do

  private final Upcalls upcalls;
  private final Windows windows;
  private final long hidden;
  private final Map<SocketHandle, Registration> byLower = new ConcurrentHashMap<>();

  /** What the client asked for. */
  private record Registration(SocketHandle upper, long hWnd, int message, int events) {}

  LayerMessages(Upcalls upcalls, Windows windows) {
    this.upcalls = upcalls;
    this.windows = windows;
    Map<SocketHandle, Registration> registered = byLower;
    this.hidden =
        windows.create(
            (message, wParam, lParam) -> {
              Registration client = registered.get(new SocketHandle(wParam));
              if (client != null) {
                upcalls.wpuPostMessage(
                    client.hWnd(), client.message(), client.upper().value(), lParam);
              }
            });
  }

  CallResult select(LayeredSocket socket, long hWnd, int message, int events) {
    boolean cancel = events == 0 || !windows.isWindow(hWnd);
    Registration asked = new Registration(socket.upper(), hWnd, message, events);
    @Nullable Registration before =
        cancel ? byLower.get(socket.lowerHandle()) : byLower.put(socket.lowerHandle(), asked);
    CallResult result =
        socket.lower().wspAsyncSelect(socket.lowerHandle(), cancel ? hWnd : hidden, HIDDEN, events);
    if (!cancel && !result.succeeded()) {
      restore(socket.lowerHandle(), before);
    } else if (cancel && result.succeeded()) {
      byLower.remove(socket.lowerHandle());
    }
    return result;
  }

  private void restore(SocketHandle lower, @Nullable Registration before) {
    if (before == null) {
      byLower.remove(lower);
    } else {
      byLower.put(lower, before);
    }
  }

  /**
   * An accepted socket has its listener's registration (WSP-ACCEPT-1). What was posted for it
   * before its handle here was known went nowhere: it is selected anew, and all that holds is
   * posted.
   */
  void inherit(LayeredSocket listener, LayeredSocket accepted) {
    Registration above = byLower.get(listener.lowerHandle());
    if (above != null) {
      select(accepted, above.hWnd(), above.message(), above.events());
    }
  }

  /** The socket is closed, or asks for events instead. */
  void forget(LayeredSocket socket) {
    byLower.remove(socket.lowerHandle());
  }

  /** The layer ends. */
  void end() {
    windows.destroy(hidden);
    byLower.clear();
  }
}
