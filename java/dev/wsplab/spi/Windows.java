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
     */
    void posted(int message, long wParam, long lParam);
  }

  /** Makes a window; its {@code HWND}. */
  long create(Procedure procedure);

  /** Ends a window of {@link #create}; false when it is none. */
  boolean destroy(long hWnd);

  /** {@code IsWindow}. */
  boolean isWindow(long hWnd);

  /** {@code PostMessage}: false when there is no such window (WPU-MSG-1). */
  boolean post(long hWnd, int message, long wParam, long lParam);
}
