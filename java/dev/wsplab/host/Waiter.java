package dev.wsplab.host;

import dev.wsplab.kernel.Handle;
import java.util.List;

/**
 * A thread that is inside a call of the client's: it waits, or its provider has not returned yet.
 *
 * @param thread the thread; its stack tells which call
 * @param handles what the call is about: the socket, the port, what is waited for; may be empty
 * @param sinceNanos when it entered the call, by {@link System#nanoTime}
 * @param nativeStack for a client in a native module who in it made the call, the innermost frame
 *     first ({@link dev.wsplab.kernel.NativeStacks}); empty unless native stacks are asked for
 */
public record Waiter(
    Thread thread, List<Handle> handles, long sinceNanos, List<String> nativeStack) {
  /**
   * Copies the lists.
   *
   * @param thread the thread; its stack tells which call
   * @param handles what the call is about: the socket, the port, what is waited for; may be empty
   * @param sinceNanos when it entered the call, by {@link System#nanoTime}
   * @param nativeStack for a client in a native module who in it made the call, the innermost frame
   *     first ({@link dev.wsplab.kernel.NativeStacks}); empty unless native stacks are asked for
   */
  public Waiter {
    handles = List.copyOf(handles);
    nativeStack = List.copyOf(nativeStack);
  }
}
