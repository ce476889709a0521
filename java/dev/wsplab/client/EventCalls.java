package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.EventResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@code ws2_32.dll} with which a client waits: readiness, network events, event
 * objects. Part of {@link Ws2_32}.
 */
abstract class EventCalls {
  final Host host;
  final ClientState state;

  EventCalls(Host host, ClientState state) {
    this.host = host;
    this.state = state;
  }

  // ---- readiness and network events

  /**
   * {@code select}: the sets come back with the sockets that are ready.
   *
   * @param timeout null waits for ever, alertably (WIN-51); zero does not wait
   */
  public CountResult select(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return state.keep(new ClientSelect(state, read, write, except).select(timeout));
  }

  /**
   * {@code WSAPoll}.
   *
   * @param timeout milliseconds; 0 does not wait, negative waits for ever
   */
  public PollResult wsaPoll(List<PollFd> fds, int timeout) {
    return state.keep(new ClientPoll(state, host.kernel().memory()).poll(fds, timeout));
  }

  /** {@code WSAEventSelect}; events 0 cancels. The socket is non-blocking afterwards. */
  public CallResult wsaEventSelect(SocketHandle s, EventHandle event, int events) {
    return call(s, provider -> provider.wspEventSelect(s, event, events));
  }

  /**
   * {@code WSAEnumNetworkEvents}: what was recorded since the last call.
   *
   * @param event reset in the same step, or {@link EventHandle#NULL}
   */
  public NetworkEventsResult wsaEnumNetworkEvents(SocketHandle s, EventHandle event) {
    return state.keep(
        state.<NetworkEventsResult>route(
            s, p -> p.wspEnumNetworkEvents(s, event), NetworkEventsResult::failed));
  }

  /**
   * {@code WSAAsyncSelect}: network events are posted as messages; events 0 cancels. The socket is
   * non-blocking afterwards.
   *
   * @param hWnd of a {@link MessageQueue}; on Windows, of any window
   */
  public CallResult wsaAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return call(s, provider -> provider.wspAsyncSelect(s, hWnd, message, events));
  }

  // ---- events

  /** {@code WSACreateEvent}: manual-reset, nonsignalled. */
  public EventResult wsaCreateEvent() {
    try {
      EventHandle event = host.kernel().events().create(host.owner(), true, false);
      host.watch().opened(event, "WSACreateEvent");
      return EventResult.of(event);
    } catch (KernelException e) {
      state.keep(CallResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY));
      return EventResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY);
    }
  }

  /** {@code WSASetEvent}. */
  public BoolResult wsaSetEvent(EventHandle event) {
    return eventResult(host.kernel().events().set(event));
  }

  /** {@code WSAResetEvent}. */
  public BoolResult wsaResetEvent(EventHandle event) {
    return eventResult(host.kernel().events().reset(event));
  }

  /** {@code WSACloseEvent}. */
  public BoolResult wsaCloseEvent(EventHandle event) {
    return host.watch()
        .closing(
            event, () -> eventResult(host.kernel().closeHandle(event)), BoolResult::returnValue);
  }

  /**
   * {@code WSAWaitForMultipleEvents} (WAIT-*).
   *
   * @param events 1 to 64
   * @param timeout milliseconds, or {@code WSA_INFINITE}, -1
   */
  public WaitResult wsaWaitForMultipleEvents(
      List<EventHandle> events, boolean waitAll, int timeout, boolean alertable) {
    if (!state.isStarted()) {
      return state.keep(
          new WaitResult(Winsock2.WSA_WAIT_FAILED, WsaError.WSANOTINITIALISED.code()));
    }
    return state.keep(
        host.watch()
            .inside(
                events,
                () ->
                    host.kernel()
                        .waits()
                        .waitForMultipleObjects(events, waitAll, timeout, alertable)));
  }

  private BoolResult eventResult(int error) {
    return state.keep(error == 0 ? BoolResult.TRUE : BoolResult.failed(error));
  }

  final CallResult call(SocketHandle s, Function<ServiceProvider, CallResult> function) {
    return state.keep(state.<CallResult>route(s, function, CallResult::failed));
  }
}
