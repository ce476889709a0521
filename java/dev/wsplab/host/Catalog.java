package dev.wsplab.host;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * The Winsock catalog of one environment: which providers exist, in which order, and which chains
 * they form. Entry ids are unique in the process. Thread-safe; readers see a snapshot.
 */
public final class Catalog {
  private final Kernel kernel;
  private final Map<Guid, ProviderModule> modules = new LinkedHashMap<>();
  private List<ProtocolInfo> entries = List.of();

  Catalog(Kernel kernel) {
    this.kernel = kernel;
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
  public synchronized List<ProtocolInfo> installBase(
      ServiceProvider provider, List<ProtocolInfo> protocols) {
    requireOneProvider("WSCInstallProvider", protocols);
    Guid id = protocols.get(0).providerId();
    requireNotInstalled("WSCInstallProvider", id);
    List<ProtocolInfo> installed = new ArrayList<>();
    for (ProtocolInfo protocol : protocols) {
      int entry = nextEntryId();
      installed.add(protocol.toBuilder().catalogEntryId(entry).chain(List.of(entry)).build());
    }
    List<ProtocolInfo> all = new ArrayList<>(entries);
    all.addAll(installed);
    entries = List.copyOf(all);
    modules.put(id, new ProviderModule(id, pathOf(provider), provider));
    return List.copyOf(installed);
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
  public synchronized List<ProtocolInfo> installLayer(
      ServiceProvider provider, Guid id, String name, boolean ifsHandles) {
    String call = "WSCInstallProviderAndChains";
    if (modules.containsKey(id) || name.length() > ProtocolInfo.MAX_NAME) {
      throw new WinsockException(call, WsaError.WSAEINVAL.code());
    }
    List<ProtocolInfo> below = topmostEntries();
    if (below.isEmpty() || below.stream().anyMatch(Catalog::isFull)) {
      throw new WinsockException(call, WsaError.WSANO_RECOVERY.code());
    }
    ProtocolInfo layer =
        below.get(0).toBuilder()
            .providerId(id)
            .catalogEntryId(nextEntryId())
            .chain(List.of())
            .providerFlags(0)
            .ifsHandles(ifsHandles)
            .name(name)
            .build();
    List<ProtocolInfo> chains =
        below.stream().map(lower -> chainOver(layer, lower, ifsHandles)).toList();
    List<ProtocolInfo> all = new ArrayList<>(chains);
    all.addAll(entries);
    all.add(layer);
    entries = List.copyOf(all);
    modules.put(id, new ProviderModule(id, pathOf(provider), provider));
    List<ProtocolInfo> installed = new ArrayList<>();
    installed.add(layer);
    installed.addAll(chains);
    return List.copyOf(installed);
  }

  /**
   * {@code WSCEnumProtocols}: every entry, layered and hidden ones too, in catalog order
   * (CAT-ENUM-2).
   */
  public synchronized List<ProtocolInfo> entries() {
    return entries;
  }

  /** Finds an entry by its id. */
  public Optional<ProtocolInfo> find(int catalogEntryId) {
    return entries().stream().filter(e -> e.catalogEntryId() == catalogEntryId).findFirst();
  }

  /** Finds what is installed under an id. */
  synchronized Optional<ProviderModule> module(Guid id) {
    return Optional.ofNullable(modules.get(id));
  }

  /** Returns one line for each entry, in catalog order. */
  @Override
  public String toString() {
    return entries().stream()
        .map(e -> e.catalogEntryId() + " " + e.name() + " chain=" + e.chain())
        .collect(Collectors.joining("\n"));
  }

  private ProtocolInfo chainOver(ProtocolInfo layer, ProtocolInfo lower, boolean ifsHandles) {
    List<Integer> chain = new ArrayList<>();
    chain.add(layer.catalogEntryId());
    chain.addAll(lower.chain());
    return lower.toBuilder()
        .providerId(layer.providerId())
        .catalogEntryId(nextEntryId())
        .chain(chain)
        .ifsHandles(ifsHandles && lower.hasIfsHandles())
        .name(shorten(layer.name() + " over [" + lower.name() + "]"))
        .build();
  }

  private List<ProtocolInfo> topmostEntries() {
    Map<List<Integer>, ProtocolInfo> topmost = new LinkedHashMap<>();
    for (ProtocolInfo entry : entries) {
      if (!entry.isLayer()) {
        topmost.putIfAbsent(
            List.of(entry.addressFamily(), entry.socketType(), entry.protocol()), entry);
      }
    }
    return List.copyOf(topmost.values());
  }

  // Entry ids come from the counter that numbers environments: both are unique in the process,
  // across class loaders.
  private int nextEntryId() {
    return 1000 + Math.toIntExact(kernel.newOwner());
  }

  private void requireNotInstalled(String call, Guid id) {
    if (modules.containsKey(id)) {
      throw new WinsockException(call, WsaError.WSANO_RECOVERY.code());
    }
  }

  private static void requireOneProvider(String call, List<ProtocolInfo> protocols) {
    long ids = protocols.stream().map(ProtocolInfo::providerId).distinct().count();
    if (ids != 1) {
      throw new WinsockException(call, WsaError.WSAEINVAL.code());
    }
  }

  private static boolean isFull(ProtocolInfo entry) {
    return entry.chainLength() >= Winsock2.MAX_PROTOCOL_CHAIN;
  }

  private static String pathOf(ServiceProvider provider) {
    return "java:" + provider.getClass().getName();
  }

  private static String shorten(String name) {
    return StringUtils.truncate(name, ProtocolInfo.MAX_NAME);
  }
}
