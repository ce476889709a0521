package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the entries of a catalog that nothing can be done with any more (CAT-DEINST-1). */
final class CatalogOrphans {
  private CatalogOrphans() {}

  /** Those of them, given the modules that can be loaded. */
  static List<Catalog.Orphan> in(List<ProtocolInfo> entries, Map<Guid, ?> modules) {
    Set<Integer> ids =
        entries.stream().map(ProtocolInfo::catalogEntryId).collect(Collectors.toSet());
    List<Catalog.Orphan> orphans = new ArrayList<>();
    for (ProtocolInfo entry : entries) {
      boolean providerGone = !modules.containsKey(entry.providerId());
      List<Integer> missing =
          entry.isBase()
              ? List.of()
              : entry.chain().stream().filter(id -> !ids.contains(id)).toList();
      if (providerGone || !missing.isEmpty()) {
        orphans.add(new Catalog.Orphan(entry, providerGone, missing));
      }
    }
    return orphans;
  }

  /** One of them in a line. */
  static String describe(Catalog.Orphan orphan) {
    List<String> gone = new ArrayList<>();
    if (orphan.providerGone()) {
      gone.add("the module of its provider " + orphan.entry().providerId());
    }
    orphan.missing().forEach(id -> gone.add("entry " + id));
    String verb = gone.size() == 1 ? " is missing" : " are missing";
    return "orphan " + CatalogText.brief(orphan.entry()) + ": " + String.join(", ", gone) + verb;
  }
}
