package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * The entries of one layer that is being installed: its own, and its chains (CAT-CHAIN-*).
 *
 * @param own the ChainLen 0 entry
 * @param chains one for each entry that it goes over
 */
record LayerEntries(ProtocolInfo own, List<ProtocolInfo> chains) {
  /** What {@code WSCInstallProviderAndChains} is called in errors. */
  static final String CALL = "WSCInstallProviderAndChains";

  /**
   * Makes them.
   *
   * @param ids gives entry ids
   * @throws WinsockException {@code WSANO_RECOVERY} when there is nothing below, or a chain would
   *     be longer than seven (CAT-CHAIN-3)
   */
  static LayerEntries over(
      List<ProtocolInfo> below, Guid id, String name, boolean ifsHandles, IntSupplier ids) {
    if (below.isEmpty()) {
      throw failure(
          WsaError.WSANO_RECOVERY,
          "layer " + name + ": there is nothing below it; install a base provider first");
    }
    if (below.stream().anyMatch(LayerEntries::isFull)) {
      throw failure(
          WsaError.WSANO_RECOVERY,
          "layer "
              + name
              + ": a chain holds at most 7 entries, that is six layers over a base, and there are"
              + " six already");
    }
    ProtocolInfo own =
        below.get(0).toBuilder()
            .providerId(id)
            .catalogEntryId(ids.getAsInt())
            .chain(List.of())
            .providerFlags(0)
            .ifsHandles(ifsHandles)
            .name(name)
            .build();
    return new LayerEntries(
        own, below.stream().map(lower -> chain(own, lower, ids.getAsInt())).toList());
  }

  /**
   * CAT-CHAIN-2, a list: only family, type and protocol are compared; duplicates are ignored.
   *
   * @throws WinsockException {@code WSAEINVAL} when nothing matches
   */
  static List<ProtocolInfo> matching(List<ProtocolInfo> entries, List<ProtocolInfo> protocols) {
    Set<List<Integer>> wanted =
        protocols.stream().map(LayerEntries::threeFields).collect(Collectors.toSet());
    List<ProtocolInfo> matching =
        topmost(entries).stream().filter(e -> wanted.contains(threeFields(e))).toList();
    if (matching.isEmpty()) {
      throw failure(
          WsaError.WSAEINVAL,
          "no entry has one of the asked families, types and protocols: " + wanted);
    }
    return matching;
  }

  /** CAT-CHAIN-2, no list: the first entry of each distinct family, type and protocol. */
  static List<ProtocolInfo> topmost(List<ProtocolInfo> entries) {
    Map<List<Integer>, ProtocolInfo> topmost = new LinkedHashMap<>();
    for (ProtocolInfo entry : entries) {
      if (!entry.isLayer()) {
        topmost.putIfAbsent(threeFields(entry), entry);
      }
    }
    return List.copyOf(topmost.values());
  }

  /** CAT-CHAIN-1: the chains first, the layer's own entry last. */
  List<ProtocolInfo> putInto(List<ProtocolInfo> entries) {
    List<ProtocolInfo> all = new ArrayList<>(chains);
    all.addAll(entries);
    all.add(own);
    return List.copyOf(all);
  }

  /** The layer's own entry, then its chains. */
  List<ProtocolInfo> all() {
    List<ProtocolInfo> all = new ArrayList<>();
    all.add(own);
    all.addAll(chains);
    return List.copyOf(all);
  }

  // CAT-3: a chain hands out system handles only when what lies below hands out one to pass on.
  private static ProtocolInfo chain(ProtocolInfo own, ProtocolInfo lower, int entryId) {
    List<Integer> chain = new ArrayList<>();
    chain.add(own.catalogEntryId());
    chain.addAll(lower.chain());
    return lower.toBuilder()
        .providerId(own.providerId())
        .catalogEntryId(entryId)
        .chain(chain)
        .ifsHandles(own.hasIfsHandles() && lower.hasIfsHandles())
        .name(
            StringUtils.truncate(
                own.name() + " over [" + lower.name() + "]", ProtocolInfo.MAX_NAME))
        .build();
  }

  private static List<Integer> threeFields(ProtocolInfo entry) {
    return List.of(entry.addressFamily(), entry.socketType(), entry.protocol());
  }

  /** What installing a layer throws. */
  static WinsockException failure(WsaError error, String reason) {
    return new WinsockException(CALL, error.code(), reason);
  }

  private static boolean isFull(ProtocolInfo entry) {
    return entry.chainLength() >= Winsock2.MAX_PROTOCOL_CHAIN;
  }
}
