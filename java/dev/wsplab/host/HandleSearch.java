package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds out whose a handle is that ws2_32 does not know (CLI-2): every IFS provider is asked for
 * its {@code SO_PROTOCOL_INFOW}, in catalog order, and started for it if need be.
 */
final class HandleSearch {
  private final ProcessCatalog catalog;
  private final Function<ProtocolInfo, ServiceProvider> start;

  /**
   * Makes one.
   *
   * @param start gives the functions of an entry's provider, or throws a {@link WinsockException}
   */
  HandleSearch(ProcessCatalog catalog, Function<ProtocolInfo, ServiceProvider> start) {
    this.catalog = catalog;
    this.start = start;
  }

  /** The functions behind the handle; null when no provider takes it for its own. */
  @Nullable ServiceProvider providerOf(SocketHandle s) {
    Set<Guid> asked = new HashSet<>();
    List<ProtocolInfo> entries = catalog.entries();
    for (ProtocolInfo entry : entries) {
      boolean asks = entry.hasIfsHandles() && !entry.isLayer() && asked.add(entry.providerId());
      ServiceProvider provider = asks ? started(entry) : null;
      OptionResult answer = provider == null ? null : ask(provider, s);
      if (provider != null && answer != null && answer.returnValue() == 0) {
        return named(answer, provider, entries);
      }
    }
    return null;
  }

  private static OptionResult ask(ServiceProvider provider, SocketHandle s) {
    return provider.wspGetSockOpt(
        s, Winsock2.SOL_SOCKET, Winsock2.SO_PROTOCOL_INFOW, ProtocolInfo.SIZE);
  }

  /** The entry that the answer names says whose it is: a layer may have answered for below. */
  private ServiceProvider named(
      OptionResult answer, ServiceProvider asked, List<ProtocolInfo> entries) {
    if (answer.value().length != ProtocolInfo.SIZE) {
      return asked;
    }
    int id = ProtocolInfoLayout.fromBytes(answer.value()).catalogEntryId();
    ServiceProvider found =
        entries.stream()
            .filter(entry -> entry.catalogEntryId() == id)
            .findFirst()
            .map(this::started)
            .orElse(null);
    return found == null ? asked : found;
  }

  /** A provider that cannot be started has no sockets. */
  private @Nullable ServiceProvider started(ProtocolInfo entry) {
    try {
      return start.apply(entry);
    } catch (WinsockException e) {
      return null;
    }
  }
}
