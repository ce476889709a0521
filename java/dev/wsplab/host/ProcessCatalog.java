package dev.wsplab.host;

import dev.wsplab.spi.ProtocolInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The catalog as one application sees it: as it was at its {@code WSAStartup} (CAT-4), without the
 * chains through layers that it does not permit (CAT-LSP-3). Thread-safe.
 */
final class ProcessCatalog {
  private final Catalog stored;
  private @Nullable Application application;
  private boolean started;
  private Optional<Integer> permitted = Optional.empty();
  private volatile @Nullable List<ProtocolInfo> entries;

  ProcessCatalog(Catalog stored) {
    this.stored = stored;
  }

  /** Says which application this is; has no effect after its first {@code WSAStartup}. */
  synchronized void application(Application identity) {
    application = identity;
  }

  /** {@code WSAStartup}, the first or the first after the last {@code WSACleanup}. */
  synchronized void start() {
    if (!started) {
      // CAT-LSP-1: fixed for the life of the application.
      started = true;
      Application identity = application;
      permitted =
          identity == null ? Optional.empty() : stored.categories().permittedAtStart(identity);
    }
    List<ProtocolInfo> now = stored.entries();
    Set<Integer> unwanted =
        now.stream()
            .filter(entry -> entry.isLayer() && !isLoaded(entry))
            .map(ProtocolInfo::catalogEntryId)
            .collect(Collectors.toSet());
    entries = now.stream().filter(entry -> !goesThrough(entry, unwanted, now)).toList();
  }

  /** The last {@code WSACleanup}: the next {@code WSAStartup} looks anew. */
  synchronized void end() {
    entries = null;
  }

  /** What sockets can be made with and clients can list; the stored ones before a start. */
  List<ProtocolInfo> entries() {
    List<ProtocolInfo> seen = entries;
    return seen == null ? stored.entries() : seen;
  }

  /**
   * Finds an entry: one of this application, also when it has been removed since, or a stored one,
   * as providers find them (CAT-4).
   */
  Optional<ProtocolInfo> find(int catalogEntryId) {
    Optional<ProtocolInfo> own =
        entries().stream().filter(e -> e.catalogEntryId() == catalogEntryId).findFirst();
    return own.isPresent() ? own : stored.find(catalogEntryId);
  }

  private boolean isLoaded(ProtocolInfo layer) {
    return permitted
        .map(allowed -> Categories.isLoaded(stored.categories().of(layer.providerId()), allowed))
        .orElse(true);
  }

  // Between the first and the last of a chain either form of a layer's entry may stand (sheet,
  // 6.1).
  private static boolean goesThrough(
      ProtocolInfo entry, Set<Integer> layers, List<ProtocolInfo> all) {
    if (entry.isBase()) {
      return false;
    }
    return layers.contains(entry.catalogEntryId())
        || entry.chain().stream()
            .anyMatch(
                id -> layers.contains(id) || all.stream().anyMatch(e -> isChain(e, id, layers)));
  }

  private static boolean isChain(ProtocolInfo entry, int id, Set<Integer> layers) {
    return entry.catalogEntryId() == id
        && entry.chainLength() > 1
        && layers.contains(entry.chain().get(0));
  }
}
