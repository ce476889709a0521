package dev.wsplab.platform;

import com.sun.jna.Platform;
import dev.wsplab.facts.Wine;

/** Which system the tests run on. */
public final class RunningOn {
  private RunningOn() {}

  /** Returns whether this is Windows, or Wine, which stands for it. */
  public static boolean isWindows() {
    return Platform.isWindows();
  }

  /** Returns whether this is Wine. */
  public static boolean isWine() {
    return Wine.isHere();
  }

  /** Returns whether this is a system where the kernel objects are the library's own. */
  public static boolean isPosix() {
    return !isWindows();
  }
}
