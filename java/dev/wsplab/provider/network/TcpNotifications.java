package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaError;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Select, and the notification of network events by event object or by message. */
final class TcpNotifications {
  /** {@code FD_ALL_EVENTS}. */
  private static final int ALL_EVENTS = 0x3FF;

  private final TcpEnvironment environment;

  TcpNotifications(TcpEnvironment environment) {
    this.environment = environment;
  }

  CountResult select(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return new Selection(environment, read, write, except).run(timeout);
  }

  CallResult eventSelect(TcpSocket socket, SocketHandle name, EventHandle event, int events) {
    if ((events & ~ALL_EVENTS) != 0) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    Registration registration = events == 0 ? null : EventRegistration.of(environment, event);
    return events != 0 && registration == null
        ? CallResult.failed(WsaError.WSAEINVAL)
        : register(socket, name, registration, events);
  }

  CallResult asyncSelect(TcpSocket socket, SocketHandle name, long hWnd, int message, int events) {
    boolean nowhere = events != 0 && !environment.exports().windows().isWindow(hWnd);
    if (nowhere || (events & ~ALL_EVENTS) != 0) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    Registration registration =
        events == 0 ? null : new MessageRegistration(environment, hWnd, message);
    return register(socket, name, registration, events);
  }

  private static CallResult register(
      TcpSocket socket, SocketHandle name, @Nullable Registration registration, int events) {
    int error;
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        error = WsaError.WSAENOTSOCK.code();
      } else {
        socket.settings().nonBlocking = true;
        error = socket.events().register(name, registration, events);
      }
    } finally {
      socket.lock().unlock();
    }
    if (error != 0 && registration != null) {
      registration.end();
    }
    return error == 0 ? CallResult.OK : CallResult.failed(error);
  }

  /** Copies, clears and resets in one step, or does nothing of it (sheet, 3.9). */
  NetworkEventsResult enumerate(TcpSocket socket, EventHandle event) {
    socket.lock().lock();
    try {
      if (socket.isClosed()) {
        return NetworkEventsResult.failed(WsaError.WSAENOTSOCK);
      }
      boolean reset =
          event.value() == 0 || environment.upcalls().wpuResetEvent(event).returnValue();
      if (!reset) {
        return NetworkEventsResult.failed(WsaError.WSAEINVAL);
      }
      Registration registration = socket.events().registration();
      Map<Integer, Integer> recorded =
          registration instanceof EventRegistration
              ? ((EventRegistration) registration).take()
              : Map.of();
      int bits = recorded.keySet().stream().mapToInt(Integer::intValue).sum();
      return new NetworkEventsResult(0, 0, bits, recorded);
    } finally {
      socket.lock().unlock();
    }
  }
}
