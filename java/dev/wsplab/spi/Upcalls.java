package dev.wsplab.spi;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;

/**
 * {@code WSPUPCALLTABLE}: the fifteen functions of ws2_32 that a provider is given at {@code
 * WSPStartup}. {@code WPUCompleteOverlappedRequest} is not among them; it is an export (LAY-UP-2,
 * {@link Ws2Exports}).
 *
 * <p>Any thread may call any of them at any time, with the provider's own locks held (WIN-H2).
 * Calls that come after the provider's final {@code WSPCleanup} do no harm (WIN-H6).
 */
public interface Upcalls {
  /**
   * {@code WPUCloseEvent}: 6 when it is not an event (WPU-EVENT-3).
   *
   * @param event of {@link #wpuCreateEvent} or the system's own (WPU-EVENT-5)
   * @return TRUE; FALSE with {@code WSA_INVALID_HANDLE}
   */
  BoolResult wpuCloseEvent(EventHandle event);

  /**
   * {@code WPUCloseSocketHandle}: {@code WSAENOTSOCK} for what {@link #wpuCreateSocketHandle} did
   * not make.
   *
   * @param s a handle whose requests have all been completed (WPU-CLOSE-3)
   * @return success, and the handle is nobody's; {@code WSAENOTSOCK} also for one that is closed
   *     (WPU-CLOSE-2)
   */
  CallResult wpuCloseSocketHandle(SocketHandle s);

  /**
   * {@code WPUCreateEvent}: manual-reset, nonsignalled (WPU-EVENT-1).
   *
   * @return the event, which the provider closes; {@code WSA_NOT_ENOUGH_MEMORY} (WPU-EVENT-2)
   */
  EventResult wpuCreateEvent();

  /**
   * {@code WPUCreateSocketHandle}.
   *
   * @param catalogEntryId any entry of the provider (WPU-CREATE-1); {@code WSAEINVAL} when the
   *     catalog has none
   * @param context the provider's own number, given back by {@link #wpuQuerySocketHandleContext}
   * @return a handle of the environment, which the provider closes; {@code WSAENOBUFS} when there
   *     is none left (WPU-CREATE-7)
   */
  SocketResult wpuCreateSocketHandle(int catalogEntryId, long context);

  /**
   * {@code WPUFDIsSet}: a member of the set; not a check of validity (WPU-FDSET-1).
   *
   * @param s any value
   * @param set the set to look in
   * @return whether it is a member; never fails
   */
  boolean wpuFDIsSet(SocketHandle s, FdSet set);

  /**
   * {@code WPUGetProviderPath}.
   *
   * @param providerId an id that {@code WSCEnumProtocols} reports, else {@code WSAEINVAL}
   * @param pathLength room in characters, terminator included; too small gives {@code WSAEFAULT}
   *     (WPU-PATH-2)
   * @return the path, environment strings not expanded (WPU-PATH-1); when there is too little room,
   *     the length that is needed (WPU-PATH-3)
   */
  PathResult wpuGetProviderPath(Guid providerId, int pathLength);

  /**
   * {@code WPUModifyIFSHandle}: {@code WSAEINVAL} for a handle that is not a system handle
   * (WPU-IFS-2).
   *
   * @param catalogEntryId as of {@link #wpuCreateSocketHandle}
   * @param proposed the system's handle of the socket
   * @return the handle to use from now on, on which calls go to that entry's provider (WPU-IFS-1,
   *     WPU-IFS-3)
   */
  SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed);

  /**
   * {@code WPUPostMessage}.
   *
   * @param hWnd the window
   * @param message any number; so are the others
   * @param wParam for a network event, the socket
   * @param lParam for a network event, event and error
   * @return false when there is no such window (WPU-MSG-1)
   */
  boolean wpuPostMessage(long hWnd, int message, long wParam, long lParam);

  /**
   * {@code WPUQueryBlockingCallback}; success without a callback means that no hook is installed
   * (WPU-BLOCK-2).
   *
   * @param catalogEntryId as of {@link #wpuCreateSocketHandle}
   * @return the hook of the calling thread, or none; {@code WSAEINVAL} for an unknown entry
   *     (WPU-BLOCK-4)
   */
  BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId);

  /**
   * {@code WPUQuerySocketHandleContext}: fast and re-entrant; {@code WSAENOTSOCK} for system
   * handles (WPU-CTX-2).
   *
   * @param s a handle of {@link #wpuCreateSocketHandle}, of this provider or another (WPU-CTX-4)
   * @return the context that it was created with
   */
  ContextResult wpuQuerySocketHandleContext(SocketHandle s);

  /**
   * {@code WPUQueueApc}: queues, does not run (WPU-APC-1). {@code WSAEFAULT} when the thread is not
   * valid, which another environment's is not.
   *
   * @param threadId the copy that the provider keeps of what its overlapped function was given
   * @param apc runs in that thread, in an alertable wait
   * @param context given to the APC
   * @return success means queued; the thread may still end without running it (APC-5)
   */
  CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context);

  /**
   * {@code WPUResetEvent}.
   *
   * @param event any event of this environment; also one that is not signalled (WPU-EVENT-4)
   * @return TRUE; FALSE with {@code WSA_INVALID_HANDLE} (WPU-EVENT-3)
   */
  BoolResult wpuResetEvent(EventHandle event);

  /**
   * {@code WPUSetEvent}.
   *
   * @param event any event of this environment; also one that is signalled (WPU-EVENT-4)
   * @return TRUE; FALSE with {@code ERROR_INVALID_HANDLE}, the same number (WPU-EVENT-3)
   */
  BoolResult wpuSetEvent(EventHandle event);

  /**
   * {@code WPUOpenCurrentThread}: names the calling thread, until {@link #wpuCloseThread}
   * (WPU-THREAD-1).
   *
   * @return what names the thread; {@code WSANOTINITIALISED} after the last clean-up (WPU-THREAD-3)
   */
  ThreadIdResult wpuOpenCurrentThread();

  /**
   * {@code WPUCloseThread}: {@code WSAEINVAL} for what is not open (WPU-THREAD-4).
   *
   * @param threadId of {@link #wpuOpenCurrentThread}, each once (WPU-THREAD-2); what a client's
   *     call brought is not to be closed
   * @return success; APCs that were queued stay so (WPU-THREAD-5)
   */
  CallResult wpuCloseThread(ThreadId threadId);
}
