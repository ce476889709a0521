package dev.wsplab.host;

import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CategoryFunctions;
import dev.wsplab.spi.CategoryResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.InstallResult;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.ProviderInfoResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The {@code WSC} functions over one catalog: which argument is wrong, and which error wins. */
final class WscFunctions implements CatalogFunctions {
  private final Catalog catalog;
  private final CategoryFunctions categories;

  WscFunctions(Catalog catalog) {
    this.catalog = catalog;
    this.categories = new WscCategories(catalog);
  }

  @Override
  public ProtocolsResult wscEnumProtocols(
      @Nullable List<Integer> protocols, long buffer, int length) {
    return ProtocolList.of(catalog.entries(), protocols).write(buffer, length);
  }

  @Override
  public CallResult wscInstallProvider(
      @Nullable Guid providerId, @Nullable String path, @Nullable List<ProtocolInfo> protocols) {
    if (providerId == null || path == null || protocols == null) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    if (isBadPath(path) || protocols.isEmpty()) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    return attempt(() -> catalog.install(providerId, path, protocols));
  }

  @Override
  public InstallResult wscInstallProviderAndChains(
      @Nullable Guid providerId,
      @Nullable String path,
      @Nullable String name,
      int serviceFlags,
      @Nullable List<ProtocolInfo> protocols) {
    // CAT-CHAIN-3: here a NULL id is no WSAEFAULT.
    if (providerId == null || path == null || name == null || isBadPath(path) || isBadName(name)) {
      return InstallResult.failed(WsaError.WSAEINVAL.code());
    }
    try {
      boolean ifs = (serviceFlags & Winsock2.XP1_IFS_HANDLES) != 0;
      return InstallResult.of(
          catalog.installChains(providerId, path, name, ifs, protocols).get(0).catalogEntryId());
    } catch (WinsockException e) {
      return InstallResult.failed(e.errno());
    }
  }

  @Override
  public CallResult wscDeinstallProvider(@Nullable Guid providerId) {
    return providerId == null
        ? CallResult.failed(WsaError.WSAEFAULT)
        : attempt(() -> catalog.remove(providerId));
  }

  @Override
  public PathResult wscGetProviderPath(@Nullable Guid providerId, @Nullable Integer pathLength) {
    if (providerId == null || pathLength == null) {
      return PathResult.failed(WsaError.WSAEFAULT, pathLength == null ? 0 : pathLength);
    }
    Optional<String> path = catalog.pathOf(providerId);
    if (path.isEmpty()) {
      return PathResult.failed(WsaError.WSAEINVAL, pathLength); // WIN-59
    }
    int needed = path.get().length() + 1;
    return pathLength < needed
        ? PathResult.failed(WsaError.WSAEFAULT, needed) // WPU-PATH-3
        : PathResult.of(path.get());
  }

  @Override
  public int wscWriteProviderOrder(@Nullable List<Integer> entryIds) {
    return entryIds == null
        ? WsaError.WSAEFAULT.code()
        : attempt(() -> catalog.reorder(entryIds)).errno();
  }

  @Override
  public CallResult wscUpdateProvider(
      @Nullable Guid providerId, @Nullable String path, @Nullable List<ProtocolInfo> protocols) {
    if (providerId == null || path == null || protocols == null) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    if (isBadPath(path) || protocols.isEmpty()) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    return attempt(() -> catalog.update(providerId, path, protocols));
  }

  // ---- categories

  @Override
  public ProviderInfoResult wscGetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, @Nullable Integer infoSize, int flags) {
    return categories.wscGetProviderInfo(providerId, infoType, info, infoSize, flags);
  }

  @Override
  public CallResult wscSetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, int infoSize, int flags) {
    return categories.wscSetProviderInfo(providerId, infoType, info, infoSize, flags);
  }

  @Override
  public CategoryResult wscGetApplicationCategory(@Nullable String path, @Nullable String extra) {
    return categories.wscGetApplicationCategory(path, extra);
  }

  @Override
  public CategoryResult wscSetApplicationCategory(
      @Nullable String path, @Nullable String extra, int permittedLspCategories) {
    return categories.wscSetApplicationCategory(path, extra, permittedLspCategories);
  }

  // ---- namespace providers: there are none, and none can be installed

  @Override
  public CallResult wscInstallNameSpace(
      @Nullable String identifier,
      @Nullable String path,
      int nameSpace,
      int version,
      @Nullable Guid providerId) {
    boolean isNull = identifier == null || path == null || providerId == null;
    return CallResult.failed(isNull ? WsaError.WSAEINVAL : WsaError.WSAEACCES);
  }

  @Override
  public CallResult wscUnInstallNameSpace(@Nullable Guid providerId) {
    return CallResult.failed(providerId == null ? WsaError.WSAEFAULT : WsaError.WSAEINVAL);
  }

  @Override
  public CallResult wscEnableNSProvider(@Nullable Guid providerId, boolean enable) {
    return CallResult.failed(providerId == null ? WsaError.WSAEFAULT : WsaError.WSAEINVAL);
  }

  @Override
  public int wscWriteNameSpaceOrder(@Nullable List<Guid> providerIds) {
    if (providerIds == null) {
      return WsaError.WSAEFAULT.code();
    }
    return providerIds.isEmpty() ? 0 : WsaError.WSAEINVAL.code();
  }

  private static boolean isBadPath(String path) {
    return path.isEmpty() || path.length() >= MAX_PATH;
  }

  private static boolean isBadName(String name) {
    return name.isEmpty() || name.length() > ProtocolInfo.MAX_NAME;
  }

  private static CallResult attempt(Runnable change) {
    try {
      change.run();
      return CallResult.OK;
    } catch (WinsockException e) {
      return CallResult.failed(e.errno());
    }
  }
}
