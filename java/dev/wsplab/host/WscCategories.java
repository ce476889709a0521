package dev.wsplab.host;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.Win32Error;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CategoryFunctions;
import dev.wsplab.spi.CategoryResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.LspCategories;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProviderInfoResult;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The {@code WSC} functions of categories over one catalog. */
final class WscCategories implements CategoryFunctions {
  private final Catalog catalog;

  WscCategories(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public ProviderInfoResult wscGetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, @Nullable Integer infoSize, int flags) {
    int given = infoSize == null ? 0 : infoSize;
    if (providerId == null) {
      return ProviderInfoResult.failed(WsaError.WSAEFAULT.code(), given);
    }
    int refusal = refusal(providerId, infoType, flags, infoSize == null);
    if (refusal != 0) {
      return ProviderInfoResult.failed(refusal, given);
    }
    if (!isLayer(providerId)) {
      return ProviderInfoResult.failed(WsaError.WSAEINVALIDPROVIDER.code(), given);
    }
    if (info == 0 || Integer.compareUnsigned(given, CATEGORIES_SIZE) < 0) {
      return ProviderInfoResult.failed(WsaError.WSAEFAULT.code(), CATEGORIES_SIZE);
    }
    try {
      memory().storeInt(info, catalog.categories().of(providerId));
      return ProviderInfoResult.of(CATEGORIES_SIZE);
    } catch (AccessViolationException e) {
      return ProviderInfoResult.failed(WsaError.WSAEFAULT.code(), given);
    }
  }

  @Override
  public CallResult wscSetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, int infoSize, int flags) {
    if (providerId == null) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    int refusal = refusal(providerId, infoType, flags, info == 0);
    if (refusal != 0) {
      return CallResult.failed(refusal);
    }
    if (!isLayer(providerId) || infoSize != CATEGORIES_SIZE) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    try {
      catalog.categories().set(providerId, memory().loadInt(info));
      return CallResult.OK;
    } catch (AccessViolationException e) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
  }

  @Override
  public CategoryResult wscGetApplicationCategory(@Nullable String path, @Nullable String extra) {
    if (path == null) {
      return CategoryResult.failed(WsaError.WSAEFAULT);
    }
    if (isBadPath(path)) {
      return CategoryResult.failed(WsaError.WSAEINVAL);
    }
    return catalog
        .categories()
        .permittedBy(new Application(path, extra))
        .map(CategoryResult::of)
        .orElse(CategoryResult.failed(WsaError.WSASERVICE_NOT_FOUND));
  }

  @Override
  public CategoryResult wscSetApplicationCategory(
      @Nullable String path, @Nullable String extra, int permittedLspCategories) {
    if (path == null) {
      return CategoryResult.failed(WsaError.WSAEFAULT);
    }
    if (isBadPath(path)) {
      return CategoryResult.failed(WsaError.WSAEINVAL);
    }
    return CategoryResult.of(
        catalog.categories().permit(new Application(path, extra), permittedLspCategories));
  }

  /** WIN-61: an unknown provider is judged before everything else. */
  private int refusal(Guid providerId, int infoType, int flags, boolean nullPointer) {
    if (catalog.pathOf(providerId).isEmpty()) {
      return WsaError.WSANO_RECOVERY.code();
    }
    if (nullPointer) {
      return WsaError.WSAEFAULT.code();
    }
    if (infoType == LspCategories.PROVIDER_INFO_AUDIT) {
      return Win32Error.ERROR_CALL_NOT_IMPLEMENTED.code();
    }
    boolean known = infoType == LspCategories.PROVIDER_INFO_LSP_CATEGORIES && flags == 0;
    return known ? 0 : WsaError.WSAEINVAL.code();
  }

  private boolean isLayer(Guid providerId) {
    return catalog.entries().stream()
        .filter(entry -> entry.providerId().equals(providerId))
        .anyMatch(ProtocolInfo::isLayer);
  }

  private static boolean isBadPath(String path) {
    return path.isEmpty() || path.length() >= CatalogFunctions.MAX_PATH;
  }

  private static GuardedMemory memory() {
    return Kernel.get().memory();
  }
}
