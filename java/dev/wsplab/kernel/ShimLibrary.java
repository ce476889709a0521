package dev.wsplab.kernel;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The shim as JNA opened it. Bound to the classes of this class loader by one call of JNA into it;
 * from then on every call is plain JNI. Never unloaded: native code may still be running in it.
 */
final class ShimLibrary {
  /** The number that {@code WSPLAB_ABI_VERSION} has in {@code wsplab.h}. */
  static final int ABI_VERSION = 3;

  /** Names a library file to use instead of the one in the jar. */
  static final String PATH_PROPERTY = "wsplab.library.path";

  // RTLD_NOW; on Windows LOAD_WITH_ALTERED_SEARCH_PATH, which JNA takes by default.
  private static final int OPEN_FLAGS = Platform.isWindows() ? 8 : 2;
  // OVERLAPPED, whose words are those of the process; then what is ours, alike everywhere.
  private static final int[] LAYOUT =
      Native.POINTER_SIZE == 8
          ? new int[] {0, 8, 16, 20, 24, 32, 0, 8, 16, 24, 32, 56}
          : new int[] {0, 4, 8, 12, 16, 20, 0, 8, 16, 24, 32, 56};

  private final Path file;
  private final NativeLibrary library;

  private ShimLibrary(Path file, NativeLibrary library) {
    this.file = file;
    this.library = library;
  }

  static ShimLibrary load() {
    String configured = System.getProperty(PATH_PROPERTY);
    Path file = configured != null ? Path.of(configured) : ShimFile.unpack();
    return open(file);
  }

  @SuppressWarnings(
      "builder:required.method.not.called") // never closed: native code may be running in it
  static ShimLibrary open(Path file) {
    try {
      NativeLibrary library =
          NativeLibrary.getInstance(
              file.toAbsolutePath().toString(),
              Map.of(Library.OPTION_ALLOW_OBJECTS, true, Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
      return checked(new ShimLibrary(file, library));
    } catch (UnsatisfiedLinkError e) {
      throw new ShimLoadException(notOpened(file, e), e);
    }
  }

  private static ShimLibrary checked(ShimLibrary shim) {
    try {
      shim.checkVersion();
      shim.checkLayout();
      return shim;
    } catch (UnsatisfiedLinkError e) {
      shim.library.close(); // nothing of it has run
      throw new ShimLoadException(
          "file="
              + shim.file
              + ": this is a library, but not that of wsplab ("
              + e.getMessage()
              + "). Use the one in the jar, or point "
              + PATH_PROPERTY
              + " to a library built from native/.",
          e);
    }
  }

  /** Registers the natives of this class loader's classes. */
  void bind() {
    bind("wsplab_jni_bind", KernelNatives.class, MemoryNatives.class, HostSocketNatives.class);
  }

  /** Registers the natives of classes by the function of the shim that knows them. */
  void bind(String function, Class<?>... types) {
    Object[] arguments = new Object[1 + types.length];
    arguments[0] = JNIEnv.CURRENT;
    System.arraycopy(types, 0, arguments, 1, types.length);
    int result = (Integer) function(function).invoke(Integer.class, arguments);
    if (result != 0) {
      throw new ShimLoadException(
          "file="
              + file
              + ": the library does not fit these classes ("
              + function
              + " gave "
              + result
              + "). Use the library and the classes of one jar.");
    }
  }

  private Function function(String name) {
    try {
      return library.getFunction(name);
    } catch (UnsatisfiedLinkError e) {
      throw new ShimLoadException(
          "file="
              + file
              + ": the library has no "
              + name
              + ". Use the library and the classes of one jar.",
          e);
    }
  }

  private void checkVersion() {
    requireVersion(file, library.getFunction("wsplab_abi_version").invokeInt(new Object[0]));
  }

  /** Refuses a library that was built for other classes. */
  static void requireVersion(Path file, int found) {
    if (found != ABI_VERSION) {
      throw new ShimLoadException(
          "file="
              + file
              + ": the library has ABI version "
              + found
              + ", these classes need "
              + ABI_VERSION
              + ". Use the library and the classes of one jar; if "
              + PATH_PROPERTY
              + " is set, point it to a library built from the same sources.");
    }
  }

  /** Offsets and sizes that the compiled side must have; see {@code wsplab_layout}. */
  static int[] layout() {
    return LAYOUT.clone();
  }

  private void checkLayout() {
    int[] found = new int[LAYOUT.length];
    Object[] arguments = {found, found.length};
    int count = library.getFunction("wsplab_layout").invokeInt(arguments);
    if (count != LAYOUT.length || !Arrays.equals(found, LAYOUT)) {
      throw new ShimLoadException(
          "file="
              + file
              + ": structures lie differently; expected "
              + Arrays.toString(LAYOUT)
              + ", found "
              + Arrays.toString(found)
              + ". This library is of another kind of process.");
    }
  }

  private static String notOpened(Path file, UnsatisfiedLinkError error) {
    if (!Files.exists(file)) {
      return "file="
          + file
          + ": there is no such file. Point "
          + PATH_PROPERTY
          + " to the library, or leave it unset to use the one in the jar.";
    }
    return "file="
        + file
        + ": cannot be opened ("
        + error.getMessage()
        + "). If its folder does not"
        + " allow programs to run (mounted noexec), name another with -D"
        + ShimFile.FOLDER_PROPERTY
        + "=FOLDER.";
  }
}
