package dev.wsplab.host;

import dev.wsplab.spi.ServiceProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The modules of providers and where they lie, as on a disk: paths may be written with variables,
 * which count when a module is looked for (CAT-INST-1). Guarded by its catalog.
 */
final class ModuleFiles {
  private static final Pattern VARIABLE = Pattern.compile("%([^%]+)%");

  private final Map<String, ServiceProvider> files = new LinkedHashMap<>();
  // Opened from the disk, by the path with its variables expanded.
  private final Map<String, ServiceProvider> opened = new LinkedHashMap<>();
  private Opener opener = path -> null;
  private final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Opens modules that nobody has placed: those on the machine's own disk. */
  @FunctionalInterface
  interface Opener {
    /** Returns the provider in the file at a path; null when there is none. */
    @Nullable ServiceProvider open(String path);
  }

  ModuleFiles() {
    variables.put("SystemRoot", "C:\\Windows");
  }

  void variable(String name, String value) {
    variables.put(name, value);
  }

  void opener(Opener fromDisk) {
    opener = fromDisk;
  }

  void place(String path, ServiceProvider module) {
    files.put(path, module);
  }

  void displace(String path) {
    files.remove(path);
  }

  /** The module at a path, which may be written in several ways. */
  @Nullable ServiceProvider at(String path) {
    String wanted = expanded(path);
    for (Map.Entry<String, ServiceProvider> file : files.entrySet()) {
      if (expanded(file.getKey()).equals(wanted)) {
        return file.getValue();
      }
    }
    ServiceProvider known = opened.get(wanted);
    ServiceProvider found = known == null ? opener.open(wanted) : known;
    if (found != null) {
      opened.put(wanted, found);
    }
    return found;
  }

  private String expanded(String path) {
    return VARIABLE
        .matcher(path)
        .replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group())));
  }

  private String valueOf(String variable) {
    String name = variable.substring(1, variable.length() - 1);
    return variables.getOrDefault(name, variable);
  }
}
