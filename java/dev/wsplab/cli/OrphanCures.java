package dev.wsplab.cli;

import dev.wsplab.host.Catalog;
import dev.wsplab.spi.Guid;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to do about the entries of a catalog that cannot be used, once for each provider. */
final class OrphanCures {
  private static final String JAVA = "java:";

  private OrphanCures() {}

  /**
   * Says it.
   *
   * @param file the catalog, as it was named
   * @param paths where each provider lies
   * @param orphans in the order of the catalog
   * @return a line for each provider that has some
   */
  static List<String> of(Path file, Map<Guid, String> paths, List<Catalog.Orphan> orphans) {
    Map<Guid, Catalog.Orphan> first = new LinkedHashMap<>();
    for (Catalog.Orphan orphan : orphans) {
      first.putIfAbsent(orphan.entry().providerId(), orphan);
    }
    return first.values().stream()
        .map(orphan -> cure(file, paths.getOrDefault(orphan.entry().providerId(), ""), orphan))
        .toList();
  }

  private static String cure(Path file, String path, Catalog.Orphan orphan) {
    int id = orphan.entry().catalogEntryId();
    String remove = "wsplab catalog remove " + file + " " + id;
    if (!orphan.providerGone()) {
      return remove + " takes away what lies over a provider that is gone";
    }
    if (path.startsWith(JAVA)) {
      return "no class "
          + path.substring(JAVA.length())
          + ": CLASSPATH "
          + UserClass.classPath()
          + "; put its folder or jar there, or "
          + remove;
    }
    return (path.isEmpty() ? "no path is known" : "no module " + path + ": put it there")
        + ", or "
        + remove;
  }
}
