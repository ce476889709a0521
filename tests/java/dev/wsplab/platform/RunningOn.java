package dev.wsplab.platform;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** Which system the tests run on. */
public final class RunningOn {
  private RunningOn() {}

  /** Returns whether this is Windows, or Wine, which stands for it. */
  public static boolean isWindows() {
    return Platform.isWindows();
  }

  /** Returns whether this is Wine: its ntdll has a function that Windows' own does not have. */
  public static boolean isWine() {
    return isWindows() && Wine.PRESENT;
  }

  /** Returns whether this is a system where the kernel objects are the library's own. */
  public static boolean isPosix() {
    return !isWindows();
  }

  private static final class Wine {
    static final boolean PRESENT = exportsVersion();

    private static boolean exportsVersion() {
      try {
        NativeLibrary.getInstance("ntdll").getFunction("wine_get_version");
        return true;
      } catch (UnsatisfiedLinkError e) {
        return false; // what Windows says
      }
    }
  }
}
