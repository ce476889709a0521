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
    Set<Integer> ids = usable(entries, modules);
    List<Catalog.Orphan> orphans = new ArrayList<>();
    for (ProtocolInfo entry : entries) {
      boolean providerGone = !modules.containsKey(entry.providerId());
      List<Integer> missing = entry.isBase() ? List.of() : missing(entry, ids, entries);
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

  /** What keeps a chain from being used, besides its own provider. */
  private static List<Integer> missing(
      ProtocolInfo entry, Set<Integer> usable, List<ProtocolInfo> entries) {
    Set<Integer> own =
        entries.stream()
            .filter(other -> other.providerId().equals(entry.providerId()))
            .map(ProtocolInfo::catalogEntryId)
            .collect(Collectors.toSet());
    return entry.chain().stream().filter(id -> !usable.contains(id) && !own.contains(id)).toList();
  }

  /** The ids of those with a module and, in a chain, with nothing but such entries below. */
  private static Set<Integer> usable(List<ProtocolInfo> entries, Map<Guid, ?> modules) {
    List<ProtocolInfo> left =
        entries.stream().filter(entry -> modules.containsKey(entry.providerId())).toList();
    Set<Integer> ids;
    int before;
    do {
      before = left.size();
      Set<Integer> known =
          left.stream().map(ProtocolInfo::catalogEntryId).collect(Collectors.toSet());
      left =
          left.stream()
              .filter(entry -> entry.isBase() || known.containsAll(entry.chain()))
              .toList();
      ids = known;
    } while (left.size() < before);
    return ids;
  }
}
