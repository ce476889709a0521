package dev.wsplab.driver;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.wsplab.kernel.ModuleFile;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A driver in C as a module: a private copy with statics of its own, built against {@code
 * include/compat/km}. Thread-safe; whoever has opened it closes or abandons it.
 */
// What it holds is given back by close, which the checker cannot follow.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
public final class DriverModule {
  private static final int RTLD_NOW = 2;
  private static final String CALLS = "wsplab_km_this_module";
  // DRIVER_OBJECT: two USHORT, then members of which each begins at a multiple of a pointer;
  // DriverUnload stands behind 11 of them and a UNICODE_STRING, and 28 dispatch routines follow.
  private static final int POINTER = Native.POINTER_SIZE;
  private static final int UNICODE_STRING = POINTER == Long.BYTES ? 16 : 8;
  private static final int DRIVER_UNLOAD =
      (POINTER == Long.BYTES ? 56 : 28) + UNICODE_STRING + 4 * POINTER;
  private static final int DRIVER_OBJECT = DRIVER_UNLOAD + 29 * POINTER;

  private final Path module;
  private final Path copy;
  private final NativeLibrary library;
  private final NativeBlock driver;
  private long bound;

  private DriverModule(Path module, Path copy, NativeLibrary library, NativeBlock driver) {
    this.module = module;
    this.copy = copy;
    this.library = library;
    this.driver = driver;
  }

  /**
   * Loads a private copy.
   *
   * @param module path of the shared library
   * @return the copy, loaded and not entered
   * @throws IllegalArgumentException when the file cannot be loaded; the message says why
   */
  public static DriverModule open(Path module) {
    ModuleFile.require(module);
    String name = String.valueOf(module.getFileName());
    int dot = name.lastIndexOf('.');
    try {
      Path copy = Files.createTempFile("wsplab-driver", dot < 0 ? "" : name.substring(dot));
      try {
        Files.copy(module, copy, StandardCopyOption.REPLACE_EXISTING);
        NativeLibrary library =
            NativeLibrary.getInstance(
                copy.toAbsolutePath().toString(),
                // Elsewhere than on Linux the flags mean something else.
                Platform.isWindows() ? Map.of() : Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW));
        return new DriverModule(module, copy, library, NativeBlock.allocate(DRIVER_OBJECT));
      } catch (IOException | UnsatisfiedLinkError e) {
        Files.delete(copy);
        throw e;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": cannot be copied into the folder for temporary files ("
              + e
              + "). Make room there, or name another one by -Djava.io.tmpdir.",
          e);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": cannot be loaded ("
              + e.getMessage()
              + "). A library that links to nothing is expected: include include/compat/km in each"
              + " of its sources.",
          e);
    }
  }

  /**
   * Lets its calls arrive at an object, and calls its {@code DriverEntry}. Called once.
   *
   * @param kind what it is, for people: {@code minifilter}
   * @param calls answers the module's calls
   * @return the status that {@code DriverEntry} returns
   * @throws IllegalArgumentException when it is no such module; the message says what was expected
   */
  public int enter(String kind, DriverCalls calls) {
    Pointer variable = symbol(kind, CALLS);
    Pointer entry = symbol(kind, "DriverEntry");
    bound = DriverNatives.bind(Pointer.nativeValue(variable), calls);
    if (bound == 0) {
      throw new OutOfMemoryError("native memory for the calls of " + module);
    }
    String path = "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\" + name();
    return DriverNatives.driverEntry(Pointer.nativeValue(entry), driver.address(), path);
  }

  private Pointer symbol(String kind, String name) {
    try {
      return library.getGlobalVariableAddress(name);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(
          "module="
              + module.toAbsolutePath()
              + ": does not export "
              + name
              + ". A "
              + kind
              + " compiled with include/compat/km is expected: on Windows export it, elsewhere do"
              + " not hide it by -fvisibility.",
          e);
    }
  }

  /** Calls the {@code DriverUnload} that its {@code DriverEntry} has set, if it has. */
  public void callDriverUnload() {
    long routine = NativeWords.pointer(driver.address() + DRIVER_UNLOAD);
    if (routine != 0) {
      DriverNatives.driverUnload(routine, driver.address());
    }
  }

  /** {@return the name of its file, without what follows the last dot} */
  public String name() {
    String file = String.valueOf(module.getFileName());
    int dot = file.lastIndexOf('.');
    return dot <= 0 ? file : file.substring(0, dot);
  }

  /** {@return the file that it was loaded from} */
  public Path file() {
    return module;
  }

  /**
   * {@return a function that it exports}
   *
   * @param name the name that the module exports
   * @throws UnsatisfiedLinkError when it exports none of this name
   */
  public Function function(String name) {
    return library.getFunction(name);
  }

  /** Nothing of it runs any more: it goes. */
  public void close() {
    library.close();
    driver.close();
    if (bound != 0) {
      DriverNatives.release(bound);
    }
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      copy.toFile().deleteOnExit(); // the system holds it a little longer
    }
  }

  /** Something of it may run still: it stays. */
  public void abandon() {
    copy.toFile().deleteOnExit();
  }

  @Override
  public String toString() {
    return name();
  }
}
