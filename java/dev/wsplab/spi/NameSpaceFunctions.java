package dev.wsplab.spi;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The {@code WSC} functions for namespace providers, of which there are none: the installation is
 * refused as it is to a caller without privileges, and the others find an empty list. Part of
 * {@link CatalogFunctions}.
 */
public interface NameSpaceFunctions {
  /**
   * {@code WSCInstallNameSpace}: always refused.
   *
   * @return {@code WSAEINVAL} for null, else {@code WSAEACCES}
   */
  CallResult wscInstallNameSpace(
      @Nullable String identifier,
      @Nullable String path,
      int nameSpace,
      int version,
      @Nullable Guid providerId);

  /**
   * {@code WSCUnInstallNameSpace}.
   *
   * @return {@code WSAEFAULT} for null, else {@code WSAEINVAL}: no id is known
   */
  CallResult wscUnInstallNameSpace(@Nullable Guid providerId);

  /**
   * {@code WSCEnableNSProvider}.
   *
   * @return {@code WSAEFAULT} for null, else {@code WSAEINVAL}: no id is known
   */
  CallResult wscEnableNSProvider(@Nullable Guid providerId, boolean enable);

  /**
   * {@code WSCWriteNameSpaceOrder}.
   *
   * @return the error itself: {@code WSAEFAULT} for null, 0 for the order of no provider, else
   *     {@code WSAEINVAL}
   */
  int wscWriteNameSpaceOrder(@Nullable List<Guid> providerIds);
}
