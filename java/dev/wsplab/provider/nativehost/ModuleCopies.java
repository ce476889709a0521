package dev.wsplab.provider.nativehost;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Private copies of a module and of the libraries that it needs from its own folder. The loader
 * takes a library that is in memory already for any other of that name; so on Linux the copies of
 * the helpers get names of their own, of the same length, wherever they are named. Libraries from
 * elsewhere are the system's, and shared.
 */
final class ModuleCopies {
  private static final int UNIQUE = 8; // letters of a name that are made anew, if it has as many
  private static final int FEWEST = 4; // of less, too few names can be made
  private static final int KIN = 4096; // the shim's own limit
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  private static final String SHIM = "wsplab-shim";

  private final Path folder;
  private final ModuleFolder copies;
  private final Map<String, ElfNames> names = new LinkedHashMap<>();
  private final Map<String, byte[]> contents = new LinkedHashMap<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();

  private ModuleCopies(Path folder, ModuleFolder copies) {
    this.folder = folder;
    this.copies = copies;
  }

  /**
   * Copies a module and its helpers.
   *
   * @return the copies in the order in which they are to be opened; the module itself is the last
   * @throws ModuleLoadException when a helper cannot be given a name of its own
   */
  static List<Path> make(Path file, ModuleFolder copies) throws IOException, ModuleLoadException {
    Path folder = file.getParent();
    if (!Platform.isLinux() || folder == null) {
      for (String name : kin(file)) {
        copies.copy(file.resolveSibling(name));
      }
      return List.of(copies.copy(file));
    }
    ModuleCopies made = new ModuleCopies(folder, copies);
    made.visit(String.valueOf(file.getFileName()));
    made.rename();
    return made.write();
  }

  /**
   * Names a module and its helpers where they are.
   *
   * @return the files in the order in which they are to be opened; the module itself is the last
   */
  static List<Path> inPlace(Path file, ModuleFolder copies) throws IOException {
    Path folder = file.getParent();
    if (!Platform.isLinux() || folder == null) {
      return List.of(file);
    }
    ModuleCopies found = new ModuleCopies(folder, copies);
    found.visit(String.valueOf(file.getFileName()));
    return found.contents.keySet().stream().map(folder::resolve).toList();
  }

  /** On Windows the loader is told where the copies lie, so they keep their names. */
  private static List<String> kin(Path file) throws IOException {
    byte[] kin = new byte[KIN];
    int used = ModuleNatives.moduleKin(file.toString().getBytes(StandardCharsets.UTF_8), kin);
    if (used > kin.length) {
      throw new IOException("more libraries lie beside it than can be copied with it");
    }
    String all = new String(kin, 0, used, StandardCharsets.UTF_8);
    return all.isEmpty() ? List.of() : List.of(all.split("\0"));
  }

  /** Helpers of helpers come first; one that needs itself in a circle is not waited for. */
  private void visit(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    ElfNames found = new ElfNames(bytes);
    names.put(name, found);
    for (String needed : found.needed()) {
      if (!names.containsKey(needed) && isHelper(needed)) {
        visit(needed);
      }
    }
    contents.put(name, bytes);
  }

  private boolean isHelper(String name) {
    return !name.contains("/") && !name.contains(SHIM) && Files.isRegularFile(folder.resolve(name));
  }

  /** The module itself is the last, and keeps its name: nobody looks for it by that. */
  private void rename() throws ModuleLoadException {
    List<String> all = List.copyOf(contents.keySet());
    for (String helper : all.subList(0, all.size() - 1)) {
      if (helper.length() < FEWEST) {
        throw new ModuleLoadException(
            "helper="
                + helper
                + ": its copy needs a name of its own, for which this one is too short; expected"
                + " at least "
                + FEWEST
                + " letters in the name of a library beside the module");
      }
      renamed.put(helper, unique(helper));
    }
  }

  private String unique(String name) {
    StringBuilder made = new StringBuilder(name);
    do {
      for (int i = 0; i < Math.min(UNIQUE, name.length()); i++) {
        made.setCharAt(i, LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
    } while (renamed.containsValue(made.toString()));
    return made.toString();
  }

  /** Linkers store a name that another one ends with as a part of that. */
  private static void rename(String file, ElfNames names, String from, String to)
      throws ModuleLoadException {
    if (!names.rename(from, to)) {
      throw new ModuleLoadException(
          "helper="
              + from
              + ": its copy needs a name of its own, but in "
              + file
              + " this one is the end of another name; name it so that no other ends with it");
    }
  }

  private List<Path> write() throws IOException, ModuleLoadException {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
      String file = entry.getKey();
      ElfNames found = names.get(file);
      String name = renamed.getOrDefault(file, file);
      if (found != null) {
        for (String needed : found.needed()) {
          String helper = renamed.get(needed);
          if (helper != null) {
            rename(file, found, needed, helper);
          }
        }
        @Nullable String own = found.own();
        if (own != null && !name.equals(file) && own.length() == name.length()) {
          rename(file, found, own, name);
        }
      }
      written.add(copies.write(name, entry.getValue()));
    }
    return written;
  }
}
