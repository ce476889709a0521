package dev.wsplab.host;

import dev.wsplab.spi.ProtocolInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What distinguishes two catalogs; entries are recognised by their id. Immutable.
 *
 * @param added entries that only the second has, in its order
 * @param removed entries that only the first has, in its order
 * @param changed entries whose values differ
 * @param moved the fewest entries that would have to be moved to turn the order of the first into
 *     that of the second, with the values of the second
 */
public record CatalogDifference(
    List<ProtocolInfo> added,
    List<ProtocolInfo> removed,
    List<Change> changed,
    List<ProtocolInfo> moved) {

  /**
   * An entry that is in both, with different values.
   *
   * @param before in the first catalog
   * @param after in the second
   */
  public record Change(ProtocolInfo before, ProtocolInfo after) {
    /** Returns the entry and the values that differ: {@code "1012 Upper (flags 0 to 8)"}. */
    @Override
    public String toString() {
      List<String> old = CatalogText.fields(before);
      List<String> now = CatalogText.fields(after);
      String values =
          IntStream.range(0, old.size())
              .filter(i -> !old.get(i).equals(now.get(i)))
              .mapToObj(i -> CatalogText.COLUMNS.get(i) + " " + old.get(i) + " to " + now.get(i))
              .collect(Collectors.joining(", "));
      return CatalogText.brief(before) + " (" + values + ")";
    }
  }

  /**
   * Copies the lists.
   *
   * @param added entries that only the second has, in its order
   * @param removed entries that only the first has, in its order
   * @param changed entries whose values differ
   * @param moved the fewest entries that would have to be moved to turn the order of the first into
   *     that of the second, with the values of the second
   */
  public CatalogDifference {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    moved = List.copyOf(moved);
  }

  /**
   * Compares two catalogs, each with unique ids, in catalog order.
   *
   * @param first the older catalog's entries
   * @param second the newer catalog's entries
   * @return what would make the second of the first
   */
  public static CatalogDifference between(List<ProtocolInfo> first, List<ProtocolInfo> second) {
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < first.size(); i++) {
      places.put(first.get(i).catalogEntryId(), i);
    }
    Set<Integer> kept =
        second.stream().map(ProtocolInfo::catalogEntryId).collect(Collectors.toSet());
    List<ProtocolInfo> added = new ArrayList<>();
    List<ProtocolInfo> common = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    for (ProtocolInfo entry : second) {
      Integer place = places.get(entry.catalogEntryId());
      if (place == null) {
        added.add(entry);
        continue;
      }
      common.add(entry);
      if (!first.get(place).equals(entry)) {
        changed.add(new Change(first.get(place), entry));
      }
    }
    List<ProtocolInfo> removed =
        first.stream().filter(entry -> !kept.contains(entry.catalogEntryId())).toList();
    return new CatalogDifference(added, removed, changed, moved(common, placesOf(common, places)));
  }

  /** Returns one line for each entry: {@code "moved: 1012 Upper over [...]"}. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    added.forEach(entry -> lines.add("added: " + CatalogText.brief(entry)));
    removed.forEach(entry -> lines.add("removed: " + CatalogText.brief(entry)));
    changed.forEach(change -> lines.add("changed: " + change));
    moved.forEach(entry -> lines.add("moved: " + CatalogText.brief(entry)));
    return lines.isEmpty() ? "no difference" : String.join("\n", lines);
  }

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && moved.isEmpty();
  }

  private static List<Integer> placesOf(List<ProtocolInfo> common, Map<Integer, Integer> places) {
    return common.stream().map(e -> places.getOrDefault(e.catalogEntryId(), 0)).toList();
  }

  // What stays where it is, is a longest run of entries that stand in the same order in both.
  private static List<ProtocolInfo> moved(List<ProtocolInfo> common, List<Integer> places) {
    int count = places.size();
    int[] length = new int[count + 1];
    for (int i = count - 1; i >= 0; i--) {
      length[i] = 1;
      for (int j = i + 1; j < count; j++) {
        if (places.get(j) > places.get(i)) {
          length[i] = Math.max(length[i], length[j] + 1);
        }
      }
      length[count] = Math.max(length[count], length[i]);
    }
    List<ProtocolInfo> moved = new ArrayList<>();
    int needed = length[count];
    int last = -1;
    for (int i = 0; i < count; i++) {
      if (length[i] == needed && places.get(i) > last) {
        last = places.get(i);
        needed--;
      } else {
        moved.add(common.get(i));
      }
    }
    return moved;
  }
}
