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
  /** {@code WPUCloseEvent}: 6 when it is not an event (WPU-EVENT-3). */
  BoolResult wpuCloseEvent(EventHandle event);

  /**
   * {@code WPUCloseSocketHandle}: {@code WSAENOTSOCK} for what {@link #wpuCreateSocketHandle} did
   * not make.
   */
  CallResult wpuCloseSocketHandle(SocketHandle s);

  /** {@code WPUCreateEvent}: manual-reset, nonsignalled (WPU-EVENT-1). */
  EventResult wpuCreateEvent();

  /**
   * {@code WPUCreateSocketHandle}.
   *
   * @param catalogEntryId any entry of the provider (WPU-CREATE-1); {@code WSAEINVAL} when the
   *     catalog has none
   * @param context the provider's own number, given back by {@link #wpuQuerySocketHandleContext}
   */
  SocketResult wpuCreateSocketHandle(int catalogEntryId, long context);

  /** {@code WPUFDIsSet}: a member of the set; not a check of validity (WPU-FDSET-1). */
  boolean wpuFDIsSet(SocketHandle s, FdSet set);

  /**
   * {@code WPUGetProviderPath}.
   *
   * @param providerId an id that {@code WSCEnumProtocols} reports, else {@code WSAEINVAL}
   * @param pathLength room in characters, terminator included; too small gives {@code WSAEFAULT}
   *     (WPU-PATH-2)
   */
  PathResult wpuGetProviderPath(Guid providerId, int pathLength);

  /**
   * {@code WPUModifyIFSHandle}: {@code WSAEINVAL} for a handle that is not a system handle
   * (WPU-IFS-2).
   */
  SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed);

  /** {@code WPUPostMessage}. */
  boolean wpuPostMessage(long hWnd, int message, long wParam, long lParam);

  /**
   * {@code WPUQueryBlockingCallback}; success without a callback means that no hook is installed
   * (WPU-BLOCK-2).
   */
  BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId);

  /**
   * {@code WPUQuerySocketHandleContext}: fast and re-entrant; {@code WSAENOTSOCK} for system
   * handles (WPU-CTX-2).
   */
  ContextResult wpuQuerySocketHandleContext(SocketHandle s);

  /**
   * {@code WPUQueueApc}: queues, does not run (WPU-APC-1). {@code WSAEFAULT} when the thread is not
   * valid.
   *
   * @param threadId the copy that the provider keeps of what its overlapped function was given
   * @param apc runs in that thread, in an alertable wait
   * @param context given to the APC
   */
  CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context);

  /** {@code WPUResetEvent}. */
  BoolResult wpuResetEvent(EventHandle event);

  /** {@code WPUSetEvent}. */
  BoolResult wpuSetEvent(EventHandle event);

  /**
   * {@code WPUOpenCurrentThread}: names the calling thread, until {@link #wpuCloseThread}
   * (WPU-THREAD-1).
   */
  ThreadIdResult wpuOpenCurrentThread();

  /** {@code WPUCloseThread}: {@code WSAEINVAL} for what is not open (WPU-THREAD-4). */
  CallResult wpuCloseThread(ThreadId threadId);
}
