package dev.wsplab.host;

import dev.wsplab.kernel.SystemWindows;
import dev.wsplab.spi.Windows;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The windows of one environment. Thread-safe. */
final class WindowTable implements Windows {
  private static final int STEP = 4;

  private final Map<Long, Procedure> windows = new ConcurrentHashMap<>();
  private final AtomicLong last;

  /**
   * Makes an empty table.
   *
   * @param owner unique in the process, from 1; so are the handles then. The system's own windows
   *     have numbers of 32 bits, these have longer ones.
   */
  WindowTable(long owner) {
    this.last = new AtomicLong(owner << Integer.SIZE);
  }

  @Override
  public long create(Procedure procedure) {
    long hWnd = last.addAndGet(STEP);
    windows.put(hWnd, procedure);
    return hWnd;
  }

  @Override
  public boolean destroy(long hWnd) {
    return windows.remove(hWnd) != null;
  }

  @Override
  public boolean isWindow(long hWnd) {
    return windows.containsKey(hWnd) || SystemWindows.isWindow(hWnd);
  }

  @Override
  public boolean post(long hWnd, int message, long wParam, long lParam) {
    Procedure procedure = windows.get(hWnd);
    if (procedure == null) {
      return SystemWindows.post(hWnd, message, wParam, lParam);
    }
    procedure.posted(message, wParam, lParam);
    return true;
  }
}
