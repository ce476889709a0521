package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.spi.WsaError;
import java.util.HashMap;
import java.util.Map;

/**
 * The host system's error numbers and Winsock's: the one table. Names that a host does not have are
 * left out, numbers without a row become {@code WSASYSCALLFAILURE}.
 */
final class HostErrors {
  private static final Map<String, WsaError> TABLE =
      Map.ofEntries(
          Map.entry("EACCES", WsaError.WSAEACCES),
          Map.entry("EADDRINUSE", WsaError.WSAEADDRINUSE),
          Map.entry("EADDRNOTAVAIL", WsaError.WSAEADDRNOTAVAIL),
          Map.entry("EAFNOSUPPORT", WsaError.WSAEAFNOSUPPORT),
          Map.entry("EAGAIN", WsaError.WSAEWOULDBLOCK),
          Map.entry("EALREADY", WsaError.WSAEALREADY),
          // The provider checks its handles itself: a bad descriptor can only be a socket closed
          // meanwhile.
          Map.entry("EBADF", WsaError.WSAENOTSOCK),
          Map.entry("ECONNABORTED", WsaError.WSAECONNABORTED),
          Map.entry("ECONNREFUSED", WsaError.WSAECONNREFUSED),
          Map.entry("ECONNRESET", WsaError.WSAECONNRESET),
          Map.entry("EDESTADDRREQ", WsaError.WSAEDESTADDRREQ),
          Map.entry("EFAULT", WsaError.WSAEFAULT),
          Map.entry("EHOSTDOWN", WsaError.WSAEHOSTDOWN),
          Map.entry("EHOSTUNREACH", WsaError.WSAEHOSTUNREACH),
          // A connect that goes on (WSP-CONNECT-1).
          Map.entry("EINPROGRESS", WsaError.WSAEWOULDBLOCK),
          Map.entry("EINTR", WsaError.WSAEINTR),
          Map.entry("EINVAL", WsaError.WSAEINVAL),
          Map.entry("EIO", WsaError.WSAENETDOWN),
          Map.entry("EISCONN", WsaError.WSAEISCONN),
          Map.entry("EMFILE", WsaError.WSAEMFILE),
          Map.entry("EMSGSIZE", WsaError.WSAEMSGSIZE),
          Map.entry("ENETDOWN", WsaError.WSAENETDOWN),
          Map.entry("ENETRESET", WsaError.WSAENETRESET),
          Map.entry("ENETUNREACH", WsaError.WSAENETUNREACH),
          Map.entry("ENFILE", WsaError.WSAEMFILE),
          Map.entry("ENOBUFS", WsaError.WSAENOBUFS),
          Map.entry("ENOMEM", WsaError.WSAENOBUFS),
          Map.entry("ENOPROTOOPT", WsaError.WSAENOPROTOOPT),
          Map.entry("ENOTCONN", WsaError.WSAENOTCONN),
          Map.entry("ENOTSOCK", WsaError.WSAENOTSOCK),
          Map.entry("EOPNOTSUPP", WsaError.WSAEOPNOTSUPP),
          Map.entry("EPERM", WsaError.WSAEACCES),
          Map.entry("EPFNOSUPPORT", WsaError.WSAEPFNOSUPPORT),
          // Sending after one's own shutdown is refused before the system is asked, so the peer has
          // gone.
          Map.entry("EPIPE", WsaError.WSAECONNRESET),
          Map.entry("EPROTONOSUPPORT", WsaError.WSAEPROTONOSUPPORT),
          Map.entry("EPROTOTYPE", WsaError.WSAEPROTOTYPE),
          Map.entry("ESHUTDOWN", WsaError.WSAESHUTDOWN),
          Map.entry("ESOCKTNOSUPPORT", WsaError.WSAESOCKTNOSUPPORT),
          Map.entry("ETIMEDOUT", WsaError.WSAETIMEDOUT),
          Map.entry("EWOULDBLOCK", WsaError.WSAEWOULDBLOCK));

  private final Map<Integer, Integer> codes;

  HostErrors(HostSockets host) {
    Map<Integer, Integer> found = new HashMap<>();
    TABLE.forEach(
        (name, error) -> {
          int number = host.constant(name);
          if (number > 0) {
            found.put(number, error.code());
          }
        });
    this.codes = Map.copyOf(found);
  }

  /** The Winsock error of a host error number, which is not negated; 0 stays 0. */
  int winsockOf(int hostError) {
    return hostError == 0 ? 0 : codes.getOrDefault(hostError, WsaError.WSASYSCALLFAILURE.code());
  }
}
