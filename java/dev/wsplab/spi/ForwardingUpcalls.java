package dev.wsplab.spi;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import java.util.function.Supplier;

/**
 * Stands in front of an upcall table and passes everything on. Every upcall goes through {@link
 * #around}, and can be overridden itself. As thread-safe as the table.
 */
public abstract class ForwardingUpcalls implements Upcalls {
  private final Upcalls upcalls;

  /**
   * Stands in front of this table.
   *
   * @param upcalls what every upcall goes on to unless it is overridden
   */
  protected ForwardingUpcalls(Upcalls upcalls) {
    this.upcalls = upcalls;
  }

  /**
   * Every upcall goes through here.
   *
   * @param <R> type of the upcall's result
   * @param function which
   * @param call makes the upcall
   * @return what the provider gets
   */
  protected <R> R around(WpuFunction function, Supplier<R> call) {
    return call.get();
  }

  @Override
  public BoolResult wpuCloseEvent(EventHandle event) {
    return around(WpuFunction.WPU_CLOSE_EVENT, () -> upcalls.wpuCloseEvent(event));
  }

  @Override
  public CallResult wpuCloseSocketHandle(SocketHandle s) {
    return around(WpuFunction.WPU_CLOSE_SOCKET_HANDLE, () -> upcalls.wpuCloseSocketHandle(s));
  }

  @Override
  public EventResult wpuCreateEvent() {
    return around(WpuFunction.WPU_CREATE_EVENT, () -> upcalls.wpuCreateEvent());
  }

  @Override
  public SocketResult wpuCreateSocketHandle(int catalogEntryId, long context) {
    return around(
        WpuFunction.WPU_CREATE_SOCKET_HANDLE,
        () -> upcalls.wpuCreateSocketHandle(catalogEntryId, context));
  }

  @Override
  public boolean wpuFDIsSet(SocketHandle s, FdSet set) {
    return around(WpuFunction.WPU_FD_IS_SET, () -> upcalls.wpuFDIsSet(s, set));
  }

  @Override
  public PathResult wpuGetProviderPath(Guid providerId, int pathLength) {
    return around(
        WpuFunction.WPU_GET_PROVIDER_PATH,
        () -> upcalls.wpuGetProviderPath(providerId, pathLength));
  }

  @Override
  public SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed) {
    return around(
        WpuFunction.WPU_MODIFY_IFS_HANDLE,
        () -> upcalls.wpuModifyIFSHandle(catalogEntryId, proposed));
  }

  @Override
  public boolean wpuPostMessage(long hWnd, int message, long wParam, long lParam) {
    return around(
        WpuFunction.WPU_POST_MESSAGE, () -> upcalls.wpuPostMessage(hWnd, message, wParam, lParam));
  }

  @Override
  public BlockingCallbackResult wpuQueryBlockingCallback(int catalogEntryId) {
    return around(
        WpuFunction.WPU_QUERY_BLOCKING_CALLBACK,
        () -> upcalls.wpuQueryBlockingCallback(catalogEntryId));
  }

  @Override
  public ContextResult wpuQuerySocketHandleContext(SocketHandle s) {
    return around(
        WpuFunction.WPU_QUERY_SOCKET_HANDLE_CONTEXT, () -> upcalls.wpuQuerySocketHandleContext(s));
  }

  @Override
  public CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context) {
    return around(WpuFunction.WPU_QUEUE_APC, () -> upcalls.wpuQueueApc(threadId, apc, context));
  }

  @Override
  public BoolResult wpuResetEvent(EventHandle event) {
    return around(WpuFunction.WPU_RESET_EVENT, () -> upcalls.wpuResetEvent(event));
  }

  @Override
  public BoolResult wpuSetEvent(EventHandle event) {
    return around(WpuFunction.WPU_SET_EVENT, () -> upcalls.wpuSetEvent(event));
  }

  @Override
  public ThreadIdResult wpuOpenCurrentThread() {
    return around(WpuFunction.WPU_OPEN_CURRENT_THREAD, () -> upcalls.wpuOpenCurrentThread());
  }

  @Override
  public CallResult wpuCloseThread(ThreadId threadId) {
    return around(WpuFunction.WPU_CLOSE_THREAD, () -> upcalls.wpuCloseThread(threadId));
  }
}
