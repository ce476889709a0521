package dev.wsplab.facts;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.win32.StdCallLibrary;
import com.sun.jna.win32.W32APIOptions;
import java.util.HashMap;
import java.util.Map;

/** Opens the system's own libraries. */
final class SystemLibraries {
  /** WINAPI: stdcall on x86; elsewhere there is one convention only. */
  static final int CONVENTION =
      Platform.ARCH.equals("x86") ? StdCallLibrary.STDCALL_CONVENTION : Function.C_CONVENTION;

  private SystemLibraries() {}

  /** Binds the native methods of a class. */
  @SuppressWarnings("builder:required.method.not.called") // stays open as long as the class
  static void register(Class<?> natives, String library) {
    Map<String, Object> options = new HashMap<>(W32APIOptions.UNICODE_OPTIONS);
    options.put(Library.OPTION_CALLING_CONVENTION, CONVENTION);
    // The names are complete: no "W" is to be added.
    options.remove(Library.OPTION_FUNCTION_MAPPER);
    ClassLoader loader = natives.getClassLoader();
    if (loader != null) {
      options.put(Library.OPTION_CLASSLOADER, loader);
    }
    Native.register(natives, NativeLibrary.getInstance(library, options));
  }
}
