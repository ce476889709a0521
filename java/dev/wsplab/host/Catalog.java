package dev.wsplab.host;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ModuleFile;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The Winsock catalog of one environment: which providers exist, in which order, and which chains
 * they form. Entry ids that it gives are unique in the process; those of a file that is {@link
 * #restore restored} stay as they are there. This is the stored catalog: a change shows here at
 * once, and to sockets after the last {@code WSACleanup} and another {@code WSAStartup} (CAT-4).
 * Thread-safe; readers see a snapshot.
 */
public final class Catalog {
  private static final int ERROR_BUSY = 170;

  private final Kernel kernel;
  // Where each provider's module is. That of a deinstalled one stays: a layer that has started it
  // may still ask for it.
  private final Map<Guid, String> paths = new LinkedHashMap<>();
  private final Map<Guid, ServiceProvider> instances = new LinkedHashMap<>();
  private final ModuleFiles files = new ModuleFiles();
  private final List<Consumer<CatalogDifference>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock changes = new ReentrantLock();
  private final Categories categories = new Categories();
  private List<ProtocolInfo> entries = List.of();

  Catalog(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * An entry that cannot be used: its provider or an entry of its chain is gone.
   *
   * @param entry the entry
   * @param providerGone whether there is no module where its provider's should be
   * @param missing ids of its chain that the catalog does not have, or whose entry cannot be used
   *     itself
   */
  public record Orphan(ProtocolInfo entry, boolean providerGone, List<Integer> missing) {
    /** Returns {@code "orphan 1015 Upper over [...]: 1006 is missing"}. */
    @Override
    public String toString() {
      return CatalogOrphans.describe(this);
    }
  }

  /**
   * {@code WSCInstallProvider}: installs a base provider at the end of the order (CAT-INST-1).
   *
   * @param provider the provider itself; the entries' ProviderId is its identity
   * @param protocols what it offers, all with one ProviderId
   * @return the entries with the ids they were given
   * @throws WinsockException {@code WSAEINVAL} for an empty or mixed list, {@code WSANO_RECOVERY}
   *     when the id is already installed (CAT-INST-2)
   */
  public List<ProtocolInfo> installBase(ServiceProvider provider, List<ProtocolInfo> protocols) {
    requireOneProvider("WSCInstallProvider", protocols);
    Guid id = protocols.get(0).providerId();
    return changing(
        () -> {
          List<ProtocolInfo> bases =
              protocols.stream().map(p -> p.toBuilder().chain(List.of(0)).build()).toList();
          List<ProtocolInfo> installed = installNow(id, pathOf(provider), bases);
          instances.put(id, provider);
          return installed;
        });
  }

  /**
   * {@code WSCInstallProviderAndChains} without a list: the layer's own entry, and one chain over
   * the topmost entry of each distinct family, type and protocol; the chains become first in the
   * order (CAT-CHAIN-1, CAT-CHAIN-2).
   *
   * @param provider the layer
   * @param id its ProviderId
   * @param name its name, at most 255 characters
   * @param ifsHandles whether its entries carry {@code XP1_IFS_HANDLES}
   * @return the layer's own entry, then its chains
   * @throws WinsockException {@code WSAEINVAL} for a duplicate id, {@code WSANO_RECOVERY} when
   *     there is no base or a chain would be longer than seven (CAT-CHAIN-3)
   */
  public List<ProtocolInfo> installLayer(
      ServiceProvider provider, Guid id, String name, boolean ifsHandles) {
    return changing(
        () -> {
          requireFreeLayer(id, name);
          List<ProtocolInfo> installed =
              chainsNow(
                  id,
                  pathOf(provider),
                  LayerEntries.over(
                      LayerEntries.topmost(entries), id, name, ifsHandles, this::nextEntryId));
          instances.put(id, provider);
          return installed;
        });
  }

  /**
   * Puts a module where a path names it, as a file is put on a disk; providers that are installed
   * with this path, before or after, are started from it.
   *
   * @param path the path, as it is given to {@code WSCInstallProvider}
   * @param module the provider that stands there
   */
  public synchronized void place(String path, ServiceProvider module) {
    files.place(path, module);
  }

  /**
   * Says what opens a module whose path names a file of the machine's own disk, where nothing was
   * placed; without it there is no such disk.
   *
   * @param opener gives the provider in a file, or null; a path that it gave one for is not asked
   *     for again
   */
  public synchronized void disk(Function<String, @Nullable ServiceProvider> opener) {
    files.opener(opener::apply);
  }

  /**
   * Sets a variable of the machine that the catalog belongs to, for paths such as {@code
   * %SystemRoot%/x.dll}: they are stored as they are and expanded when a module is loaded
   * (CAT-INST-1). {@code SystemRoot} is {@code C:\Windows} unless it is set here; a variable that
   * is not known stays as it is written.
   *
   * @param name without percent signs, in upper or lower case
   * @param value what takes its place in paths
   */
  public synchronized void variable(String name, String value) {
    files.variable(name, value);
  }

  /**
   * Takes a module away again; without it its providers cannot be started.
   *
   * @param path a path that {@link #place} was given
   */
  public synchronized void displace(String path) {
    files.displace(path);
  }

  /**
   * Tells a listener of every change, after it was made (CAT-INST-3); it may use the catalog. It
   * runs in the thread that made the change.
   *
   * @param listener is told what has changed; must not throw
   */
  public void addListener(Consumer<CatalogDifference> listener) {
    listeners.add(listener);
  }

  /** {@return the entries that cannot be used any more, in catalog order (CAT-DEINST-1)} */
  public synchronized List<Orphan> orphans() {
    Map<Guid, ServiceProvider> modules = new LinkedHashMap<>();
    paths.keySet().forEach(id -> module(id).ifPresent(m -> modules.put(id, m.provider())));
    return CatalogOrphans.in(entries, modules);
  }

  /** {@return what would be written to a file} */
  public synchronized CatalogFile toFile() {
    Map<Guid, String> installed = new LinkedHashMap<>();
    for (ProtocolInfo entry : entries) {
      installed.put(entry.providerId(), paths.getOrDefault(entry.providerId(), ""));
    }
    return new CatalogFile(installed, entries, categories.layers(), categories.applications());
  }

  /**
   * Replaces all entries with those of a file; {@link #place} says where modules come from.
   *
   * @param file the new contents; entry ids stay as they are there
   */
  public void restore(CatalogFile file) {
    change(
        () -> {
          paths.putAll(file.paths());
          entries = file.entries();
          categories.restore(file.categories(), file.applications());
        });
  }

  /** {@return the {@code WSC} functions over this catalog: what installers call} Thread-safe. */
  public CatalogFunctions functions() {
    return new WscFunctions(this);
  }

  /** What layers do and applications permit. */
  Categories categories() {
    return categories;
  }

  void install(Guid id, String path, List<ProtocolInfo> protocols) {
    change(() -> installNow(id, path, protocols));
  }

  List<ProtocolInfo> installChains(
      Guid id, String path, String name, boolean ifs, @Nullable List<ProtocolInfo> protocols) {
    return changingAlone(
        LayerEntries.CALL,
        WsaError.WSAEINPROGRESS.code(),
        () -> {
          requireFreeLayer(id, name);
          if (entries.stream().anyMatch(e -> e.isLayer() && e.name().equals(name))) {
            throw LayerEntries.failure(
                WsaError.WSAEINVAL, "name=" + name + ": another layer has this name");
          }
          List<ProtocolInfo> below =
              protocols == null
                  ? LayerEntries.topmost(entries)
                  : LayerEntries.matching(entries, protocols);
          ServiceProvider module = files.at(path);
          if (module != null && !module.missingFunctions().isEmpty()) {
            throw LayerEntries.failure(
                WsaError.WSAEINVALIDPROCTABLE,
                "the module at " + path + " left out " + module.missingFunctions());
          }
          return chainsNow(id, path, LayerEntries.over(below, id, name, ifs, this::nextEntryId));
        });
  }

  void remove(Guid id) {
    change(
        () -> {
          requireInstalled("WSCDeinstallProvider", id);
          entries = entries.stream().filter(e -> !e.providerId().equals(id)).toList();
          categories.forget(id);
        });
  }

  void reorder(List<Integer> ids) {
    changingAlone(
        "WSCWriteProviderOrder",
        ERROR_BUSY,
        () -> {
          Set<Integer> all =
              entries.stream().map(ProtocolInfo::catalogEntryId).collect(Collectors.toSet());
          if (ids.size() != all.size() || !all.equals(new HashSet<>(ids))) {
            throw failure( // CAT-ORDER-1
                "WSCWriteProviderOrder",
                WsaError.WSAEINVAL,
                "ids=" + ids + ": every entry exactly once is expected, which are " + all);
          }
          entries =
              entries.stream()
                  .sorted(Comparator.comparing(e -> ids.indexOf(e.catalogEntryId())))
                  .toList();
          return entries;
        });
  }

  void update(Guid id, String path, List<ProtocolInfo> protocols) {
    change(
        () -> {
          requireInstalled("WSCUpdateProvider", id);
          int used = 0;
          List<ProtocolInfo> all = new ArrayList<>();
          for (ProtocolInfo entry : entries) {
            if (!entry.providerId().equals(id)) {
              all.add(entry);
            } else if (used < protocols.size()) {
              all.add(numbered(protocols.get(used), id, entry.catalogEntryId()));
              used++;
            }
          }
          for (ProtocolInfo added : protocols.subList(used, protocols.size())) {
            all.add(numbered(added, id, nextEntryId()));
          }
          entries = List.copyOf(all);
          if (!path.equals(paths.put(id, path))) {
            instances.remove(id); // the module is another one now
          }
        });
  }

  /** The path of an installed provider's module. */
  synchronized Optional<String> pathOf(Guid id) {
    return isInstalled(id) ? Optional.ofNullable(paths.get(id)) : Optional.empty();
  }

  /**
   * {@return every entry, layered and hidden ones too, in catalog order: what {@code
   * WSCEnumProtocols} lists (CAT-ENUM-2)}
   */
  public synchronized List<ProtocolInfo> entries() {
    return entries;
  }

  /**
   * Finds an entry by its id.
   *
   * @param catalogEntryId {@code dwCatalogEntryId} of an entry
   * @return the entry, or nothing when there is none with this id
   */
  public Optional<ProtocolInfo> find(int catalogEntryId) {
    return entries().stream().filter(e -> e.catalogEntryId() == catalogEntryId).findFirst();
  }

  /** Finds what is installed under an id. */
  synchronized Optional<ProviderModule> module(Guid id) {
    String path = paths.get(id);
    ServiceProvider provider = instances.get(id);
    if (provider == null && path != null) {
      provider = files.at(path);
    }
    return path == null || provider == null
        ? Optional.empty()
        : Optional.of(new ProviderModule(id, path, provider));
  }

  /** Returns one line for each entry, in catalog order: id, name, chain, form. */
  @Override
  public String toString() {
    return entries().stream()
        .map(
            e ->
                CatalogText.brief(e)
                    + " chain="
                    + e.chain()
                    + (e.hasIfsHandles() ? " IFS" : " non-IFS"))
        .collect(Collectors.joining("\n"));
  }

  private void change(Runnable change) {
    changing(
        () -> {
          change.run();
          return entries;
        });
  }

  private <R> R changing(Supplier<R> change) {
    changes.lock();
    return locked(change);
  }

  /** The same for calls that do not wait for one that is running: they fail (CAT-CHAIN-3). */
  private <R> R changingAlone(String call, int busy, Supplier<R> change) {
    if (!changes.tryLock()) {
      throw new WinsockException(call, busy);
    }
    return locked(change);
  }

  private <R> R locked(Supplier<R> change) {
    R result;
    List<ProtocolInfo> before;
    List<ProtocolInfo> after;
    try {
      synchronized (this) {
        before = entries;
        result = change.get();
        after = entries;
      }
    } finally {
      changes.unlock();
    }
    // Without the lock: a listener may use the catalog, or wait for somebody who does.
    CatalogDifference difference = CatalogDifference.between(before, after);
    listeners.forEach(listener -> listener.accept(difference));
    return result;
  }

  private List<ProtocolInfo> installNow(Guid id, String path, List<ProtocolInfo> protocols) {
    if (isInstalled(id)) {
      throw failure(
          "WSCInstallProvider",
          WsaError.WSANO_RECOVERY,
          "provider " + id + " is already in this catalog: give each provider an id of its own");
    }
    List<ProtocolInfo> installed =
        protocols.stream().map(protocol -> numbered(protocol, id, nextEntryId())).toList();
    List<ProtocolInfo> all = new ArrayList<>(entries);
    all.addAll(installed);
    entries = List.copyOf(all);
    paths.put(id, path);
    instances.remove(id);
    return installed;
  }

  private static ProtocolInfo numbered(ProtocolInfo protocol, Guid id, int entry) {
    ProtocolInfo.Builder builder = protocol.toBuilder().providerId(id).catalogEntryId(entry);
    return (protocol.isBase() ? builder.chain(List.of(entry)) : builder).build();
  }

  private List<ProtocolInfo> chainsNow(Guid id, String path, LayerEntries layer) {
    entries = layer.putInto(entries);
    paths.put(id, path);
    instances.remove(id);
    return layer.all();
  }

  // Entry ids come from the counter that numbers environments: both are unique in the process,
  // across class loaders.
  private int nextEntryId() {
    int id;
    do {
      id = 1000 + Math.toIntExact(kernel.newOwner());
    } while (find(id).isPresent()); // a catalog from a file brings its ids along
    return id;
  }

  private boolean isInstalled(Guid id) {
    return entries.stream().anyMatch(entry -> entry.providerId().equals(id));
  }

  private void requireInstalled(String call, Guid id) {
    if (!isInstalled(id)) {
      throw failure(call, WsaError.WSAEINVAL, "provider " + id + " is not in this catalog");
    }
  }

  private void requireFreeLayer(Guid id, String name) {
    if (isInstalled(id)) {
      throw LayerEntries.failure(
          WsaError.WSAEINVAL,
          "provider " + id + " is already in this catalog: give each layer an id of its own");
    }
    if (name.length() > ProtocolInfo.MAX_NAME) {
      throw LayerEntries.failure(
          WsaError.WSAEINVAL,
          "name has " + name.length() + " characters: at most " + ProtocolInfo.MAX_NAME);
    }
  }

  private static WinsockException failure(String call, WsaError error, String reason) {
    return new WinsockException(call, error.code(), reason);
  }

  private static void requireOneProvider(String call, List<ProtocolInfo> protocols) {
    List<Guid> ids = protocols.stream().map(ProtocolInfo::providerId).distinct().toList();
    if (ids.size() != 1) {
      throw failure(
          call,
          WsaError.WSAEINVAL,
          "protocols of providers " + ids + ": at least one protocol, all of one ProviderId");
    }
  }

  private static String pathOf(ServiceProvider provider) {
    return provider instanceof ModuleFile module
        ? module.modulePath()
        : "java:" + provider.getClass().getName();
  }
}
