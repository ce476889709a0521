package dev.wsplab.facts;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Optional;

/** Whether Windows is Wine here: its ntdll has a function that Windows' own does not have. */
public final class Wine {
  private static final Optional<String> VERSION = ask();

  private Wine() {}

  /** {@return whether this process runs under Wine} */
  public static boolean isHere() {
    return VERSION.isPresent();
  }

  /** {@return Wine's version, such as {@code 8.0}; empty on Windows and on every other system} */
  public static Optional<String> version() {
    return VERSION;
  }

  @SuppressWarnings("builder:required.method.not.called") // ntdll is never closed
  private static Optional<String> ask() {
    if (!Platform.isWindows()) {
      return Optional.empty();
    }
    try {
      Function asked = NativeLibrary.getInstance("ntdll").getFunction("wine_get_version");
      return Optional.of(asked.invokePointer(new Object[0]).getString(0));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty(); // what Windows says
    }
  }
}
