package dev.wsplab.provider.nativehost;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file of a provider below a hosted layer: a small library that exports {@code WSPStartup},
 * copied for this provider and this layer alone, so that a layer may open it by itself.
 */
final class LowerFile {
  private static final String STARTUP = "wsplab_lower_startup";

  private final OpenLibraries library;

  private LowerFile(OpenLibraries library) {
    this.library = library;
  }

  /**
   * Puts a copy into a folder and opens it.
   *
   * @param set of the provider's trampolines
   * @param startup where its {@code WSPStartup} goes
   * @throws ModuleLoadException when it cannot be made or opened
   */
  static LowerFile make(Path folder, long set, long startup) throws ModuleLoadException {
    Path path = folder.resolve(System.mapLibraryName("wsplab-lower"));
    copyTo(path);
    OpenLibraries library = OpenLibraries.open(List.of(path), set);
    CallFrame.storePointer(library.symbol(library.handle(), STARTUP), startup);
    return new LowerFile(library);
  }

  private static void copyTo(Path path) throws ModuleLoadException {
    String name = "/" + Platform.RESOURCE_PREFIX + "/" + System.mapLibraryName("wsplab-lower");
    try (InputStream in = LowerFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ModuleLoadException(
            "resource=" + name + ": it is missing; it belongs beside the shim, in the same jar");
      }
      Files.copy(in, path);
    } catch (IOException e) {
      throw new ModuleLoadException("file=" + path + ": cannot be written (" + e + ")", e);
    }
  }

  /** Where it is. */
  Path path() {
    return library.path();
  }

  /** What it is to {@code LoadLibrary}. */
  long handle() {
    return library.handle();
  }

  /** Closes it; who has opened it as well keeps it. */
  void close() {
    library.close();
  }
}
