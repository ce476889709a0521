package dev.wsplab.kernel;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The windows of the system, on Windows; elsewhere there are none. Thread-safe. */
public final class SystemWindows {
  private SystemWindows() {}

  /** {@code IsWindow}. */
  public static boolean isWindow(long hWnd) {
    return isPossible(hWnd) && user32("IsWindow").invokeInt(new Object[] {new Pointer(hWnd)}) != 0;
  }

  /** {@code PostMessageW}: false when there is no such window. */
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
