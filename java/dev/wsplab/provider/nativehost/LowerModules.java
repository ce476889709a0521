package dev.wsplab.provider.nativehost;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Ws2Exports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The providers that one hosted layer has found below itself, by id and by path. Thread-safe. */
final class LowerModules {
  private final Supplier<Ws2Exports> exports;
  private final ServiceProvider self;
  private final LowerModule.Layer layer;
  private final Folders folders;
  private final Map<Guid, LowerModule> byId = new LinkedHashMap<>();

  /** Makes folders for their files. */
  @FunctionalInterface
  interface Folders {
    /** A new folder of this name. */
    Path inside(String name) throws IOException;
  }

  LowerModules(
      Supplier<Ws2Exports> exports,
      ServiceProvider self,
      LowerModule.Layer layer,
      Folders folders) {
    this.exports = exports;
    this.self = self;
    this.layer = layer;
    this.folders = folders;
  }

  /** The provider with an id; null when the catalog has none, or it is the layer itself. */
  @Nullable LowerModule find(Guid id) {
    synchronized (this) {
      LowerModule known = byId.get(id);
      if (known != null) {
        return known;
      }
    }
    Optional<ServiceProvider> provider = exports.get().loadProvider(id);
    if (provider.isEmpty() || isSelf(provider.get())) {
      return null;
    }
    return enter(id, provider.get());
  }

  /** Whether the id is the layer's own. */
  boolean isSelf(Guid id) {
    return exports.get().loadProvider(id).filter(this::isSelf).isPresent();
  }

  private boolean isSelf(ServiceProvider provider) {
    return provider.origin() == self;
  }

  private synchronized LowerModule enter(Guid id, ServiceProvider provider) {
    LowerModule first = byId.get(id);
    if (first != null) {
      return first;
    }
    try {
      LowerModule made = new LowerModule(folders.inside("below-" + id), provider, layer);
      byId.put(id, made);
      return made;
    } catch (IOException | ModuleLoadException e) {
      throw new IllegalStateException("provider=" + id + ": " + e.getMessage(), e);
    }
  }

  /** The provider that was told to lie at a path, or null. */
  synchronized @Nullable LowerModule at(String path) {
    return byId.values().stream().filter(m -> m.path().equals(path)).findFirst().orElse(null);
  }

  /** The provider that {@code LoadLibrary} has given this handle for, or null. */
  synchronized @Nullable LowerModule of(long handle) {
    return byId.values().stream().filter(m -> m.handle() == handle).findFirst().orElse(null);
  }

  /** Refuses all calls to them from now on. */
  void close(boolean layerIsGone) {
    List<LowerModule> all;
    synchronized (this) {
      all = new ArrayList<>(byId.values());
      byId.clear();
    }
    all.forEach(module -> module.close(layerIsGone));
  }
}
