package dev.wsplab.forefront;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an exception of Java's file I/O means for which there is no type: its text is the system's
 * {@code strerror}, in the language of the process, and so are those that it is compared with.
 */
final class ErrnoTexts {
  private static final int EFAULT = 14;
  private static final int EISDIR = 21;
  private static final int ENOSPC = 28;
  // Numbers that differ: Linux has 122, macOS 69.
  private static final int EDQUOT = Platform.isMac() ? 69 : 122;

  private record Known(String text, int win32Error) {}

  private static final Map<Integer, Integer> MEANT =
      Map.of(
          EFAULT, FileErrors.NOACCESS,
          EISDIR, FileErrors.ACCESS_DENIED,
          ENOSPC, FileErrors.DISK_FULL,
          EDQUOT, FileErrors.DISK_FULL);

  private final List<Known> known;

  /**
   * Asks the system.
   *
   * @param strerror the text for a number of {@code errno.h}; null where it has none
   */
  ErrnoTexts(IntFunction<@Nullable String> strerror) {
    List<Known> found = new ArrayList<>();
    for (Map.Entry<Integer, Integer> meant : MEANT.entrySet()) {
      String text = strerror.apply(meant.getKey());
      if (text != null && !text.isBlank()) {
        found.add(new Known(lower(text), meant.getValue()));
      }
    }
    // Java's own words on Windows, which no C library has.
    found.add(new Known("not enough space", FileErrors.DISK_FULL));
    this.known = List.copyOf(found);
  }

  /** The texts of this process. */
  static ErrnoTexts ofThisProcess() {
    return new ErrnoTexts(ErrnoTexts::strerror);
  }

  private static @Nullable String strerror(int errno) {
    try {
      Function function = Function.getFunction(Platform.C_LIBRARY_NAME, "strerror");
      Pointer text = function.invokePointer(new Object[] {errno});
      return text == null
          ? null
          : text.getString(0, System.getProperty("sun.jnu.encoding", "UTF-8"));
    } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
      return null; // a C library without it, or an encoding that Java has not: other I/O error
    }
  }

  /** The Win32 error that a text stands for; 0 for one that is not known. */
  int errorOf(@Nullable String text) {
    String told = lower(String.valueOf(text));
    return known.stream()
        .filter(entry -> told.contains(entry.text()))
        .mapToInt(Known::win32Error)
        .findFirst()
        .orElse(0);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
