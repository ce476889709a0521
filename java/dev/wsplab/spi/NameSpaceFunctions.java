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
   * @param identifier its name
   * @param path where its module is
   * @param nameSpace {@code NS_*}
   * @param version its version
   * @param providerId its id
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
   * @param providerId an id
   * @return {@code WSAEFAULT} for null, else {@code WSAEINVAL}: no id is known
   */
  CallResult wscUnInstallNameSpace(@Nullable Guid providerId);

  /**
   * {@code WSCEnableNSProvider}.
   *
   * @param providerId an id
   * @param enable whether it is to be used
   * @return {@code WSAEFAULT} for null, else {@code WSAEINVAL}: no id is known
   */
  CallResult wscEnableNSProvider(@Nullable Guid providerId, boolean enable);

  /**
   * {@code WSCWriteNameSpaceOrder}.
   *
   * @param providerIds ids in the order wanted
   * @return the error itself: {@code WSAEFAULT} for null, 0 for the order of no provider, else
   *     {@code WSAEINVAL}
   */
  int wscWriteNameSpaceOrder(@Nullable List<Guid> providerIds);
}
