package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The {@code WSC} functions that say what a layer does ({@link LspCategories}), and which of that
 * an application permits (CAT-LSP-1). Part of {@link CatalogFunctions}.
 *
 * <p>An application is a load path and, optionally, a command line. Both are compared as they are
 * written, letters of either case alike; environment strings are not expanded.
 */
public interface CategoryFunctions {
  /** The size of {@code ProviderInfoLspCategories}, a {@code DWORD}. */
  int CATEGORIES_SIZE = 4;

  /**
   * {@code WSCGetProviderInfo} (WIN-61, CAT-LSP-2).
   *
   * @param providerId the id of an installed layer
   * @param infoType {@link LspCategories#PROVIDER_INFO_LSP_CATEGORIES}
   * @param info address of room for a {@code DWORD}, or 0
   * @param infoSize {@code *InfoSize}: its size in bytes
   * @param flags 0
   * @return in this order: {@code WSAEFAULT} for a null id, {@code WSANO_RECOVERY} for an unknown
   *     one, {@code WSAEFAULT} for a null size, 120 ({@code ERROR_CALL_NOT_IMPLEMENTED}) for {@code
   *     ProviderInfoAudit}, {@code WSAEINVAL} for other types and for flags, {@code
   *     WSAEINVALIDPROVIDER} when the provider is no layer, {@code WSAEFAULT} with the size that is
   *     needed for a buffer that is 0 or too small or cannot be written
   */
  ProviderInfoResult wscGetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, @Nullable Integer infoSize, int flags);

  /**
   * {@code WSCSetProviderInfo}: sets what a layer does, in place of what was set before.
   *
   * @param providerId the id of an installed layer
   * @param infoType {@link LspCategories#PROVIDER_INFO_LSP_CATEGORIES}
   * @param info address of a {@code DWORD}
   * @param infoSize its size in bytes, 4
   * @param flags 0
   * @return as {@link #wscGetProviderInfo}, but {@code WSAEINVAL} when the provider is no layer or
   *     the size is not 4
   */
  CallResult wscSetProviderInfo(
      @Nullable Guid providerId, int infoType, long info, int infoSize, int flags);

  /**
   * {@code WSCGetApplicationCategory}.
   *
   * @param path load path of the executable
   * @param extra its command line, or null
   * @return what it permits; {@code WSAEFAULT} for a null path, {@code WSAEINVAL} for an empty one
   *     or one of {@code MAX_PATH} characters or more, {@code WSASERVICE_NOT_FOUND} when the
   *     application is not categorized
   */
  CategoryResult wscGetApplicationCategory(@Nullable String path, @Nullable String extra);

  /**
   * {@code WSCSetApplicationCategory}: adds to what an application permits; the categories of all
   * calls are OR-ed (CAT-LSP-1). It takes effect when the application is started next.
   *
   * @param path as of {@link #wscGetApplicationCategory}
   * @param extra as of {@link #wscGetApplicationCategory}
   * @param permittedLspCategories {@code LSP_*} bits, which are added to those of earlier calls
   *     (CAT-LSP-1)
   * @return what it permitted before, 0 when it was not categorized; {@code WSAEFAULT} and {@code
   *     WSAEINVAL} as {@link #wscGetApplicationCategory}
   */
  CategoryResult wscSetApplicationCategory(
      @Nullable String path, @Nullable String extra, int permittedLspCategories);
}
