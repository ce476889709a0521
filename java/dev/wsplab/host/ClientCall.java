package dev.wsplab.host;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words in which a call of the client's is told: its function, by the stack, and its handles.
 */
public final class ClientCall {
  private static final Set<String> CLASSES =
      Stream.of("Ws2_32", "DatagramCalls", "EventCalls", "Extensions", "Kernel32", "MessageQueue")
          .map(name -> "dev.wsplab.client." + name)
          .collect(Collectors.toUnmodifiableSet());

  private ClientCall() {}

  /**
   * Looks for it; the outermost, if it is in several.
   *
   * @param stack the frames, the innermost first
   * @return the name of the method in Java
   */
  public static Optional<String> in(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (CLASSES.contains(stack[i].getClassName())) {
        return Optional.of(stack[i].getMethodName());
      }
    }
    return Optional.empty();
  }

  /** The name in Microsoft's documentation: those of Berkeley's functions are written small. */
  static String function(String method) {
    if (method.startsWith("wsa")) {
      return "WSA" + method.substring(3);
    }
    boolean isBerkeleys = method.chars().noneMatch(Character::isUpperCase);
    return isBerkeleys ? method : Character.toUpperCase(method.charAt(0)) + method.substring(1);
  }

  /**
   * Names a handle by its kind and value.
   *
   * @param handle a handle of any kind; it need not be open
   * @return its kind and value: {@code port 1234}
   */
  public static String named(Handle handle) {
    String kind =
        handle instanceof SocketHandle
            ? "socket"
            : handle instanceof PortHandle
                ? "port"
                : handle instanceof EventHandle ? "event" : "thread";
    return kind + " " + handle.value();
  }
}
