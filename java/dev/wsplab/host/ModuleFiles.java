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
  private final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  ModuleFiles() {
    variables.put("SystemRoot", "C:\\Windows");
  }

  void variable(String name, String value) {
    variables.put(name, value);
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
    return null;
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
