package dev.wsplab.wfp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Sublayers, filters and callouts. Thread-safe; calls nobody. */
final class Policy {
  private static final FwpmSublayer UNIVERSAL = new FwpmSublayer("FWPM_SUBLAYER_UNIVERSAL", 0x8000);
  private static final Comparator<AddedFilter> ORDER =
      Comparator.comparingInt((AddedFilter filter) -> filter.sublayer().weight())
          .reversed()
          .thenComparing(filter -> filter.sublayer().name())
          .thenComparing((a, b) -> Long.compareUnsigned(b.filter().weight(), a.filter().weight()))
          .thenComparing(AddedFilter::id);

  private final AtomicLong ids = new AtomicLong(100);
  private final AtomicInteger calloutIds = new AtomicInteger(300);
  private final List<FwpmSublayer> sublayers = new CopyOnWriteArrayList<>(List.of(UNIVERSAL));
  private final Map<Long, AddedFilter> filters = new ConcurrentHashMap<>();
  private final Map<String, Callout> callouts = new ConcurrentHashMap<>();
  // Of callouts that FwpmCalloutAdd0 has got, which may be before they are registered.
  private final Map<String, Integer> added = new ConcurrentHashMap<>();

  WfpStatus add(FwpmSublayer sublayer) {
    synchronized (sublayers) {
      if (find(sublayer.name()) != null) {
        return WfpStatus.STATUS_FWP_ALREADY_EXISTS;
      }
      sublayers.add(sublayer);
    }
    return WfpStatus.STATUS_SUCCESS;
  }

  private @Nullable FwpmSublayer find(String name) {
    return sublayers.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  /** Numbers a filter, without adding it; null when its sublayer does not exist. */
  @Nullable AddedFilter prepare(FwpmFilter filter) {
    String name = filter.sublayer();
    FwpmSublayer sublayer = name == null ? UNIVERSAL : find(name);
    return sublayer == null ? null : new AddedFilter(ids.incrementAndGet(), filter, sublayer);
  }

  void add(AddedFilter filter) {
    filters.put(filter.id(), filter);
  }

  @Nullable AddedFilter removeFilter(long id) {
    return filters.remove(id);
  }

  /** The filters of a layer in the order in which they are asked (WFP-15). */
  List<AddedFilter> at(FwpsLayer layer) {
    List<AddedFilter> found = new ArrayList<>();
    for (AddedFilter filter : filters.values()) {
      if (filter.filter().layer() == layer) {
        found.add(filter);
      }
    }
    found.sort(ORDER);
    return found;
  }

  List<AddedFilter> asking(String callout) {
    return filters.values().stream()
        .filter(filter -> callout.equals(filter.filter().callout()))
        .sorted(Comparator.comparingLong(AddedFilter::id))
        .toList();
  }

  /** Registers a callout; null when its key is taken. */
  @Nullable Callout register(FwpsCallout callout) {
    Integer known = added.get(callout.key());
    Callout made = new Callout(known == null ? calloutIds.incrementAndGet() : known, callout);
    return callouts.putIfAbsent(callout.key(), made) == null ? made : null;
  }

  @Nullable Callout callout(@Nullable String key) {
    return key == null ? null : callouts.get(key);
  }

  @Nullable Callout callout(int id) {
    return callouts.values().stream().filter(c -> c.id() == id).findFirst().orElse(null);
  }

  /** FwpmCalloutAdd0: the callout's id; null when it was added already. */
  @Nullable Integer addCallout(String key) {
    Callout registered = callouts.get(key);
    Integer id = registered == null ? calloutIds.incrementAndGet() : registered.id();
    return added.putIfAbsent(key, id) == null ? id : null;
  }

  boolean hasCallout(String key) {
    return added.containsKey(key);
  }

  /** The key of a callout that was added; null when none has this id. */
  @Nullable String addedCallout(int id) {
    for (Map.Entry<String, Integer> entry : added.entrySet()) {
      if (entry.getValue() == id) {
        return entry.getKey();
      }
    }
    return null;
  }

  boolean removeCallout(String key) {
    return added.remove(key) != null;
  }

  boolean removeSublayer(String name) {
    synchronized (sublayers) {
      return sublayers.removeIf(s -> s.name().equals(name) && s != UNIVERSAL);
    }
  }

  boolean isUsed(String sublayer) {
    return filters.values().stream().anyMatch(f -> f.sublayer().name().equals(sublayer));
  }

  @Nullable AddedFilter filter(long id) {
    return filters.get(id);
  }

  boolean unregister(Callout callout) {
    return callouts.remove(callout.key(), callout);
  }
}
