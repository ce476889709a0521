package dev.wsplab.spi;

/**
 * The fifteen entries of {@code WSPUPCALLTABLE}, in the order of its members' names but for the
 * last two (LAY-UP-1), and the one upcall that is an export instead (LAY-UP-2).
 */
public enum WpuFunction {
  /** {@code WPUCloseEvent}. */
  WPU_CLOSE_EVENT("WPUCloseEvent"),
  /** {@code WPUCloseSocketHandle}. */
  WPU_CLOSE_SOCKET_HANDLE("WPUCloseSocketHandle"),
  /** {@code WPUCreateEvent}. */
  WPU_CREATE_EVENT("WPUCreateEvent"),
  /** {@code WPUCreateSocketHandle}. */
  WPU_CREATE_SOCKET_HANDLE("WPUCreateSocketHandle"),
  /** {@code WPUFDIsSet}. */
  WPU_FD_IS_SET("WPUFDIsSet"),
  /** {@code WPUGetProviderPath}. */
  WPU_GET_PROVIDER_PATH("WPUGetProviderPath"),
  /** {@code WPUModifyIFSHandle}. */
  WPU_MODIFY_IFS_HANDLE("WPUModifyIFSHandle"),
  /** {@code WPUPostMessage}. */
  WPU_POST_MESSAGE("WPUPostMessage"),
  /** {@code WPUQueryBlockingCallback}. */
  WPU_QUERY_BLOCKING_CALLBACK("WPUQueryBlockingCallback"),
  /** {@code WPUQuerySocketHandleContext}. */
  WPU_QUERY_SOCKET_HANDLE_CONTEXT("WPUQuerySocketHandleContext"),
  /** {@code WPUQueueApc}. */
  WPU_QUEUE_APC("WPUQueueApc"),
  /** {@code WPUResetEvent}. */
  WPU_RESET_EVENT("WPUResetEvent"),
  /** {@code WPUSetEvent}. */
  WPU_SET_EVENT("WPUSetEvent"),
  /** {@code WPUOpenCurrentThread}. */
  WPU_OPEN_CURRENT_THREAD("WPUOpenCurrentThread"),
  /** {@code WPUCloseThread}. */
  WPU_CLOSE_THREAD("WPUCloseThread"),
  /** {@code WPUCompleteOverlappedRequest}. */
  WPU_COMPLETE_OVERLAPPED_REQUEST("WPUCompleteOverlappedRequest");

  private final String winsockName;

  WpuFunction(String winsockName) {
    this.winsockName = winsockName;
  }

  /** {@return the name in Microsoft's documentation} */
  public String winsockName() {
    return winsockName;
  }
}
