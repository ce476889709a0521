package dev.wsplab.kernel;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The windows of the system, on Windows; elsewhere there are none. Thread-safe. */
public final class SystemWindows {
  private SystemWindows() {}

  /**
   * {@code IsWindow} of user32.
   *
   * @param hWnd the window's handle; 0 and -1 are no windows
   * @return whether there is such a window now
   */
  public static boolean isWindow(long hWnd) {
    return isPossible(hWnd) && user32("IsWindow").invokeInt(new Object[] {new Pointer(hWnd)}) != 0;
  }

  /**
   * {@code PostMessageW} of user32; does not wait for the message to be handled.
   *
   * @param hWnd the window's handle; 0 and -1 are no windows
   * @param message its number, {@code WM_USER} and up for one's own
   * @param wParam its first parameter, handed on as it is
   * @param lParam its second parameter, handed on as it is
   * @return whether it was posted: false when there is no such window, or its queue is full
   */
  public static boolean post(long hWnd, int message, long wParam, long lParam) {
    // Without the question, 0 and -1 would mean the thread itself and everybody.
    return isWindow(hWnd)
        && user32("PostMessageW")
                .invokeInt(
                    new Object[] {
                      new Pointer(hWnd), message, new Pointer(wParam), new Pointer(lParam)
                    })
            != 0;
  }

  private static boolean isPossible(long hWnd) {
    return Platform.isWindows() && hWnd != 0 && hWnd == (int) hWnd;
  }

  private static Function user32(String name) {
    return Function.getFunction("user32", name, Function.ALT_CONVENTION);
  }
}
