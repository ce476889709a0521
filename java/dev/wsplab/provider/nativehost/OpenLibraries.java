package dev.wsplab.provider.nativehost;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Libraries that were opened together: a module, which is the last, and helpers from its own
 * folder. All their imports go to one set of trampolines.
 */
final class OpenLibraries {
  private static final int REASON = 1024;

  private record Library(Path path, long handle) {}

  private final List<Library> libraries = new ArrayList<>();

  private OpenLibraries() {}

  /**
   * Opens them one after the other.
   *
   * @param paths helpers before those that need them
   * @throws ModuleLoadException when one cannot be opened; then none stays open
   */
  static OpenLibraries open(List<Path> paths, long set) throws ModuleLoadException {
    OpenLibraries opened = new OpenLibraries();
    for (Path path : paths) {
      byte[] why = new byte[REASON];
      byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
      long handle = ModuleNatives.moduleOpen(name, set, why);
      if (handle < 0) {
        opened.close();
        throw new ModuleLoadException(text(why) + " (error " + -handle + ")");
      }
      opened.libraries.add(new Library(path, handle));
    }
    return opened;
  }

  /** A text that ends with a zero. */
  static String text(byte[] why) {
    int length = 0;
    while (length < why.length && why[length] != 0) {
      length++;
    }
    return new String(why, 0, length, StandardCharsets.UTF_8);
  }

  private Library last() {
    return libraries.get(libraries.size() - 1);
  }

  /** The module's file. */
  Path path() {
    return last().path();
  }

  /** What the module is to {@code GetModuleHandle}. */
  long handle() {
    return last().handle();
  }

  /** The file of one of them; null when the handle is none of theirs. */
  @Nullable Path path(long handle) {
    for (Library library : libraries) {
      if (library.handle() == handle) {
        return library.path();
      }
    }
    return null;
  }

  /** The one that an address lies in; 0 when it is none of these. */
  long holding(long address) {
    for (Library library : libraries) {
      if (ModuleNatives.moduleHolds(library.handle(), address)) {
        return library.handle();
      }
    }
    return 0;
  }

  /** The one with this file; 0 when it is none of these. */
  long at(String path) {
    for (Library library : libraries) {
      if (library.path().toString().equals(path)) {
        return library.handle();
      }
    }
    return 0;
  }

  /** Address of a function that one of them exports, or 0. */
  long symbol(long handle, String name) {
    return path(handle) == null
        ? 0
        : ModuleNatives.moduleSymbol(handle, name.getBytes(StandardCharsets.UTF_8));
  }

  /** Closes them, the module first; the files of those that the system keeps. */
  List<Path> close() {
    List<Path> staying = new ArrayList<>();
    for (int i = libraries.size() - 1; i >= 0; i--) {
      Library library = libraries.get(i);
      if (!ModuleNatives.moduleClose(library.handle())) {
        staying.add(library.path());
      }
    }
    libraries.clear();
    return staying;
  }
}
