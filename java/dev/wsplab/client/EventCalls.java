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
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The functions of {@code ws2_32.dll} with which a client waits: readiness, network events, event
 * objects. Part of {@link Ws2_32}.
 */
abstract class EventCalls {
  private static final String NO_EVENT = "event is null: use EventHandle.NULL for none";

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
   * @param read sockets to look for data, the end, or a connection to accept on, or null; it is
   *     left with those that are ready
   * @param write likewise, to look for room to send and for a connection that was made
   * @param except likewise, to look for urgent data and for a connection that failed
   * @param timeout null waits for ever, alertably (WIN-51); zero does not wait
   * @return how many are ready, 0 when the time is over; {@code WSAEINVAL} for three sets without a
   *     socket or a negative time, {@code WSAENOTSOCK} when one of them is none, {@code WSAEINTR}
   *     (page select)
   */
  public CountResult select(
      @Nullable FdSet read,
      @Nullable FdSet write,
      @Nullable FdSet except,
      @Nullable TimeVal timeout) {
    return state.keep(new ClientSelect(state, read, write, except).select(timeout));
  }

  /**
   * {@code WSAPoll} (page WSAPoll).
   *
   * @param fds sockets and what to look for, a negative one is passed over; {@code WSAEFAULT} for
   *     null
   * @param timeout milliseconds; 0 does not wait, negative waits for ever
   * @return {@code revents} of each, and how many have any; {@code WSAEINVAL} for an empty list or
   *     bits that cannot be looked for, {@code WSAENOTSOCK} when none of them is a socket, {@code
   *     WSAENOBUFS} when memory is short
   */
  public PollResult wsaPoll(@Nullable List<PollFd> fds, int timeout) {
    if (fds == null && state.isStarted()) {
      return state.keep(PollResult.failed(WsaError.WSAEFAULT.code()));
    }
    return state.keep(
        new ClientPoll(state, host.kernel().memory()).poll(fds == null ? List.of() : fds, timeout));
  }

  /**
   * {@code WSAEventSelect}: from now on network events set the event; the socket is non-blocking
   * afterwards (page WSAEventSelect). It replaces what was registered before.
   *
   * @param s the socket
   * @param event the caller's; it has to live as long as the registration
   * @param events {@code FD_*} bits; 0 ends it
   * @return {@code WSAEINVAL} for bits that do not exist and a bad event, which another
   *     environment's is, too
   * @throws NullPointerException without an event: {@link EventHandle#NULL} stands for none
   */
  public CallResult wsaEventSelect(SocketHandle s, EventHandle event, int events) {
    Objects.requireNonNull(event, NO_EVENT);
    return call(s, provider -> provider.wspEventSelect(s, event, events));
  }

  /**
   * {@code WSAEnumNetworkEvents}: what was recorded since the last call.
   *
   * @param s the socket
   * @param event reset in the same step, or {@link EventHandle#NULL}
   * @return {@code FD_*} bits and the error of each; {@code WSAEINVAL} for a bad event, which
   *     another environment's is, too
   * @throws NullPointerException without an event: {@link EventHandle#NULL} stands for none
   */
  public NetworkEventsResult wsaEnumNetworkEvents(SocketHandle s, EventHandle event) {
    Objects.requireNonNull(event, NO_EVENT);
    return state.keep(
        state.<NetworkEventsResult>route(
            s, p -> p.wspEnumNetworkEvents(s, event), NetworkEventsResult::failed));
  }

  /**
   * {@code WSAAsyncSelect}: network events are posted as messages; events 0 cancels. The socket is
   * non-blocking afterwards.
   *
   * @param s the socket
   * @param hWnd of a {@link MessageQueue}; on Windows, of any window
   * @param message the number that each message carries
   * @param events {@code FD_*} bits
   * @return {@code WSAEINVAL} for a window or bits that do not exist (page WSAAsyncSelect)
   */
  public CallResult wsaAsyncSelect(SocketHandle s, long hWnd, int message, int events) {
    return call(s, provider -> provider.wspAsyncSelect(s, hWnd, message, events));
  }

  // ---- events

  /**
   * {@code WSACreateEvent}: manual-reset, nonsignalled; the caller closes it.
   *
   * @return the event; {@code WSANOTINITIALISED}; {@code WSA_NOT_ENOUGH_MEMORY} when memory or
   *     handles are short (page WSACreateEvent)
   */
  public EventResult wsaCreateEvent() {
    if (!state.isStarted()) {
      state.keep(CallResult.failed(WsaError.WSANOTINITIALISED));
      return EventResult.failed(WsaError.WSANOTINITIALISED);
    }
    try {
      EventHandle event = host.kernel().events().create(host.owner(), true, false);
      host.watch().opened(event, "WSACreateEvent");
      return EventResult.of(event);
    } catch (KernelException e) {
      state.keep(CallResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY));
      return EventResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY);
    }
  }

  /**
   * {@code WSASetEvent}: signals.
   *
   * @param event any event of this environment
   * @return TRUE, also when it was signalled (WPU-EVENT-4); FALSE with {@code WSANOTINITIALISED},
   *     or {@code WSA_INVALID_HANDLE} for a bad event (page WSASetEvent)
   */
  public BoolResult wsaSetEvent(EventHandle event) {
    return eventResult(() -> host.kernel().events().set(event));
  }

  /**
   * {@code WSAResetEvent}: nonsignalled.
   *
   * @param event any event of this environment
   * @return TRUE, also when it was not signalled (WPU-EVENT-4); FALSE with {@code
   *     WSANOTINITIALISED}, or {@code WSA_INVALID_HANDLE} for a bad event (page WSAResetEvent)
   */
  public BoolResult wsaResetEvent(EventHandle event) {
    return eventResult(() -> host.kernel().events().reset(event));
  }

  /**
   * {@code WSACloseEvent}. After the last {@code WSACleanup} only {@code CloseHandle} closes it.
   *
   * @param event not used by any operation or registration; its handle is nobody's afterwards
   * @return TRUE; FALSE with {@code WSANOTINITIALISED}, or {@code WSA_INVALID_HANDLE} for a bad
   *     event (page WSACloseEvent)
   */
  public BoolResult wsaCloseEvent(EventHandle event) {
    return host.watch()
        .closing(
            event,
            () -> eventResult(() -> host.kernel().closeHandle(event)),
            BoolResult::returnValue);
  }

  /**
   * {@code WSAWaitForMultipleEvents} (WAIT-*).
   *
   * @param events 1 to 64
   * @param waitAll whether all have to be signalled (WAIT-2)
   * @param timeout milliseconds, or {@code WSA_INFINITE}, -1
   * @param alertable whether completion routines may run; then 0xC0 may end the wait (WAIT-3)
   * @return the lowest index that is signalled; 0x102 when the time is over; {@code
   *     WSA_WAIT_FAILED}, -1, with {@code WSA_INVALID_PARAMETER} for another number of events or
   *     {@code WSA_INVALID_HANDLE} (WAIT-1)
   * @throws dev.wsplab.kernel.WaitInterruptedException when the thread is interrupted
   * @throws dev.wsplab.kernel.VirtualThreadException on a virtual thread
   */
  public WaitResult wsaWaitForMultipleEvents(
      @Nullable List<EventHandle> events, boolean waitAll, int timeout, boolean alertable) {
    List<EventHandle> given = events == null ? List.of() : events;
    if (!state.isStarted()) {
      return state.keep(
          new WaitResult(Winsock2.WSA_WAIT_FAILED, WsaError.WSANOTINITIALISED.code()));
    }
    return state.keep(
        host.watch()
            .inside(
                given,
                () ->
                    host.kernel()
                        .waits()
                        .waitForMultipleObjects(given, waitAll, timeout, alertable)));
  }

  private BoolResult eventResult(IntSupplier call) {
    int error = state.isStarted() ? call.getAsInt() : WsaError.WSANOTINITIALISED.code();
    return state.keep(error == 0 ? BoolResult.TRUE : BoolResult.failed(error));
  }

  final CallResult call(SocketHandle s, Function<ServiceProvider, CallResult> function) {
    return state.keep(state.<CallResult>route(s, function, CallResult::failed));
  }
}
