package dev.wsplab.spi;

/**
 * What {@code user32} does for asynchronous selects: windows that messages are posted to. Handles
 * are unique in the process. On Windows a handle that is not one of these is the system's own, and
 * messages for it go there; elsewhere there is no such window. Thread-safe.
 */
public interface Windows {
  /** Is called with each message, in the thread that posts it. */
  @FunctionalInterface
  interface Procedure {
    /**
     * A message has been posted. It must neither wait nor call a socket function: the poster may
     * hold its locks (WIN-H2).
     *
     * @param message the number
     * @param wParam any word
     * @param lParam any word
     */
    void posted(int message, long wParam, long lParam);
  }

  /**
   * Makes a window; its {@code HWND}.
   *
   * @param procedure called until {@link #destroy}
   * @return the handle; never 0
   */
  long create(Procedure procedure);

  /**
   * Ends a window of {@link #create}; false when it is none.
   *
   * @param hWnd of {@link #create}; another call with it gives false
   * @return whether there was such a window
   */
  boolean destroy(long hWnd);

  /**
   * {@code IsWindow}.
   *
   * @param hWnd any value
   * @return whether messages for it go anywhere
   */
  boolean isWindow(long hWnd);

  /**
   * {@code PostMessage}: false when there is no such window (WPU-MSG-1).
   *
   * @param hWnd any value
   * @param message the number
   * @param wParam any word
   * @param lParam any word
   * @return whether the window has got it
   */
  boolean post(long hWnd, int message, long wParam, long lParam);
}
