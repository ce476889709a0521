package dev.wsplab.tables;

import java.util.Locale;
import java.util.Set;

/** Microsoft's names of the functions that Java methods are called after. */
final class FunctionNames {
  /** The functions of Berkeley sockets, which begin with a small letter there, too. */
  static final Set<String> BERKELEY =
      Set.of(
          "socket",
          "bind",
          "listen",
          "connect",
          "accept",
          "shutdown",
          "closesocket",
          "send",
          "recv",
          "sendto",
          "recvfrom",
          "select",
          "ioctlsocket",
          "getsockname",
          "getpeername",
          "getsockopt",
          "setsockopt");

  private FunctionNames() {}

  /** {@code wspSend} gives {@code WSPSend}, {@code send} itself, {@code sleepEx} SleepEx. */
  static String of(String method) {
    if (BERKELEY.contains(method)) {
      return method;
    }
    if (method.matches("(wsp|wpu|wsc|wsa)[A-Z].*")) {
      return method.substring(0, 3).toUpperCase(Locale.ROOT) + method.substring(3);
    }
    return Character.toUpperCase(method.charAt(0)) + method.substring(1);
  }
}
