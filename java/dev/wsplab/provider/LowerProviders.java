package dev.wsplab.provider;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What lies below a layer: finds the next element of a chain, and starts it once (WSP-START-9,
 * WSP-START-10).
 */
final class LowerProviders {
  private final ServiceProvider layer;
  private final Upcalls upcalls;
  private final Ws2Exports exports;
  private final Map<Guid, ServiceProvider> started = new LinkedHashMap<>();
  // As it was when the layer started, as published layers keep it: entries that are removed later
  // are still those of the sockets that this application makes (CAT-4).
  private List<ProtocolInfo> catalog = List.of();
  private Set<Integer> own = Set.of();

  LowerProviders(ServiceProvider layer, Upcalls upcalls, Ws2Exports exports) {
    this.layer = layer;
    this.upcalls = upcalls;
    this.exports = exports;
  }

  /**
   * The element below in one chain.
   *
   * @param table its thirty functions; null when it cannot be used, and error says why
   * @param info what to pass to it: the whole chain for a layer, its own entry for a base
   *     (WSP-START-9)
   * @param ownEntry the layer's own entry in that chain, which its handles are made with
   * @param error 0, or why there is none
   */
  record Lower(@Nullable ServiceProvider table, ProtocolInfo info, int ownEntry, int error) {}

  /** Finds and starts what lies below the layer in a chain. */
  synchronized Lower below(ProtocolInfo chain) {
    int position = position(chain, own);
    if (position < 0 || entry(chain.catalogEntryId()).isEmpty()) {
      catalog = exports.wscEnumProtocols();
      own = ownEntries(catalog);
      position = position(chain, own);
    }
    if (position < 0 || position + 1 >= chain.chainLength()) {
      return failed(chain, WsaError.WSAEINVAL.code());
    }
    int nextId = chain.chain().get(position + 1);
    Optional<ProtocolInfo> next = entry(nextId);
    if (next.isEmpty()) {
      return failed(chain, WsaError.WSAEPROVIDERFAILEDINIT.code());
    }
    // CAT-SEL-1: dwProviderReserved goes along when the base's own entry takes the chain's place.
    ProtocolInfo info =
        next.get().isBase()
            ? next.get().toBuilder().providerReserved(chain.providerReserved()).build()
            : chain;
    int ownEntry =
        own.contains(chain.catalogEntryId()) ? chain.catalogEntryId() : chain.chain().get(position);
    return start(next.get().providerId(), info, ownEntry);
  }

  /** Finds an entry of the catalog as this layer knows it. */
  synchronized Optional<ProtocolInfo> entry(int id) {
    return catalog.stream().filter(e -> e.catalogEntryId() == id).findFirst();
  }

  /** Started providers, in starting order. */
  synchronized List<ServiceProvider> all() {
    return new ArrayList<>(started.values());
  }

  /** One {@code WSPCleanup} for each start. */
  void cleanup() {
    List<ServiceProvider> tables;
    synchronized (this) {
      tables = new ArrayList<>(started.values());
      started.clear();
    }
    tables.forEach(ServiceProvider::wspCleanup);
  }

  private Lower start(Guid id, ProtocolInfo info, int ownEntry) {
    ServiceProvider table = started.get(id);
    if (table != null) {
      return new Lower(table, info, ownEntry, 0);
    }
    Optional<ServiceProvider> loaded = exports.loadProvider(id);
    if (loaded.isEmpty()) {
      return failed(info, WsaError.WSAEPROVIDERFAILEDINIT.code());
    }
    StartupResult result = loaded.get().wspStartup(Winsock2.VERSION_2_2, info, upcalls, exports);
    if (result.error() != 0) {
      return failed(info, result.error());
    }
    table = result.procTable();
    if (table == null || result.version() != Winsock2.VERSION_2_2) {
      loaded.get().wspCleanup(); // WSP-START-6
      return failed(info, WsaError.WSAVERNOTSUPPORTED.code());
    }
    started.put(id, table);
    return new Lower(table, info, ownEntry, 0);
  }

  private static Lower failed(ProtocolInfo info, int error) {
    return new Lower(null, info, 0, error);
  }

  // A DLL knows its own GUID; a Java layer knows itself, and finds the id that it is installed
  // under.
  private Set<Integer> ownEntries(List<ProtocolInfo> catalog) {
    return catalog.stream()
        .filter(
            entry ->
                exports
                    .loadProvider(entry.providerId())
                    .filter(p -> p.origin() == layer)
                    .isPresent())
        .map(ProtocolInfo::catalogEntryId)
        .collect(Collectors.toSet());
  }

  private static int position(ProtocolInfo chain, Set<Integer> own) {
    for (int i = 0; i < chain.chainLength(); i++) {
      if (own.contains(chain.chain().get(i))) {
        return i;
      }
    }
    return -1;
  }
}
