package dev.wsplab.host;

import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What identifies an application to the catalog; letters of either case are alike. Immutable.
 *
 * @param path load path of its executable
 * @param extra its command line, or null for every one
 */
public record Application(String path, @Nullable String extra) {
  /**
   * Folds the case.
   *
   * @param path load path of its executable
   * @param extra its command line, or null for every one
   */
  public Application {
    path = path.toLowerCase(Locale.ROOT);
    extra = extra == null ? null : extra.toLowerCase(Locale.ROOT);
  }
}
