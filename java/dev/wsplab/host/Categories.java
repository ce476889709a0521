package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LspCategories;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What layers do and what applications permit (CAT-LSP-1). Thread-safe. */
final class Categories {
  private final Map<Guid, Integer> layers = new LinkedHashMap<>();
  private final Map<Application, Integer> applications = new LinkedHashMap<>();

  /** 0 for a layer without a category. */
  synchronized int of(Guid layer) {
    return layers.getOrDefault(layer, 0);
  }

  synchronized void set(Guid layer, int categories) {
    layers.put(layer, categories);
  }

  /** The layer is not installed any more. */
  synchronized void forget(Guid layer) {
    layers.remove(layer);
  }

  /** Empty when the application is not categorized. */
  synchronized Optional<Integer> permittedBy(Application application) {
    return Optional.ofNullable(applications.get(application));
  }

  /**
   * What an application that is being started permits: as it was categorized with its command line,
   * else as it was without one (CAT-LSP-4).
   */
  synchronized Optional<Integer> permittedAtStart(Application application) {
    Optional<Integer> exact = permittedBy(application);
    return exact.isPresent() ? exact : permittedBy(new Application(application.path(), null));
  }

  /** CAT-LSP-1: calls are OR-ed; returns what was permitted before. */
  synchronized int permit(Application application, int categories) {
    int before = applications.getOrDefault(application, 0);
    applications.put(application, before | categories);
    return before;
  }

  /**
   * CAT-LSP-3: whether a layer is loaded into an application. It must have a category that the
   * application permits and none that it does not; what permits LSP_SYSTEM wants that in each.
   */
  static boolean isLoaded(int layer, int permitted) {
    boolean system = (permitted & LspCategories.LSP_SYSTEM) != 0;
    return (layer & permitted) != 0
        && (layer & ~permitted) == 0
        && (!system || (layer & LspCategories.LSP_SYSTEM) != 0);
  }

  synchronized Map<Guid, Integer> layers() {
    return new LinkedHashMap<>(layers);
  }

  synchronized Map<Application, Integer> applications() {
    return new LinkedHashMap<>(applications);
  }

  synchronized void restore(Map<Guid, Integer> ofLayers, Map<Application, Integer> ofApplications) {
    layers.clear();
    layers.putAll(ofLayers);
    applications.clear();
    applications.putAll(ofApplications);
  }
}
