package dev.wsplab.spi;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The {@code WSC} functions of {@code ws2_32.dll}, with which installers, clients and providers
 * read and change the stored catalog (sheet, 6.2). A change shows here at once. Sockets, and {@code
 * WSAEnumProtocols}, use the catalog as of {@code WSAStartup} (CAT-4): they see it after the last
 * {@code WSACleanup} and another start. None needs {@code WSAStartup}. A null argument stands for a
 * NULL pointer. Thread-safe; a refused call changes nothing.
 */
public interface CatalogFunctions extends CategoryFunctions, NameSpaceFunctions {
  /** Longest path, in characters with the terminator: {@code MAX_PATH}. */
  int MAX_PATH = 260;

  /**
   * {@code WSCEnumProtocols}: every entry in catalog order, layered and hidden ones too
   * (CAT-ENUM-2, WIN-H11).
   *
   * @param protocols {@code lpiProtocols}: values of {@code iProtocol} to list, up to the first 0
   *     or the end; null lists all (CAT-ENUM-1)
   * @param buffer address of room for structures of 628 bytes, or 0
   * @param length its size in bytes
   * @return the number of entries written, or {@code WSAENOBUFS} with the length that is needed for
   *     a buffer that is 0 or too small; {@code WSAEFAULT} when it cannot be written
   */
  ProtocolsResult wscEnumProtocols(@Nullable List<Integer> protocols, long buffer, int length);

  /**
   * {@code WSCInstallProvider}: installs one provider with its entries at the end of the order
   * (CAT-INST-1).
   *
   * @param providerId an id that the catalog does not have
   * @param path where its module is, stored as it is
   * @param protocols what it offers; ids and ProviderId are the catalog's to set (LAY-PI-6). An
   *     entry with an empty chain is a layered protocol, one with one element a base, one with two
   *     to seven a chain
   * @return {@code WSAEFAULT} for null, {@code WSAEINVAL} for an empty list, an empty path or one
   *     of {@link #MAX_PATH} characters or more, {@code WSANO_RECOVERY} when the id is installed
   *     (CAT-INST-2)
   */
  CallResult wscInstallProvider(
      @Nullable Guid providerId, @Nullable String path, @Nullable List<ProtocolInfo> protocols);

  /**
   * {@code WSCInstallProviderAndChains}: a layer's own entry, and its chains first in the order
   * (CAT-CHAIN-1).
   *
   * @param providerId an id that the catalog does not have
   * @param path of the module, environment strings not expanded
   * @param name {@code lpszLspName}, at most 255 characters
   * @param serviceFlags {@code XP1_IFS_HANDLES} or 0
   * @param protocols which family, type and protocol to go over, or null for all (CAT-CHAIN-2)
   * @return the id of the layer's own entry; {@code WSAEINVAL}, {@code WSAEINVALIDPROCTABLE} or
   *     {@code WSANO_RECOVERY} (CAT-CHAIN-3), in this order
   */
  InstallResult wscInstallProviderAndChains(
      @Nullable Guid providerId,
      @Nullable String path,
      @Nullable String name,
      int serviceFlags,
      @Nullable List<ProtocolInfo> protocols);

  /**
   * {@code WSCDeinstallProvider}: removes every entry of the provider; chains that go through it
   * stay, unusable (CAT-DEINST-1).
   *
   * @param providerId the id of an installed provider
   * @return {@code WSAEFAULT} for null, {@code WSAEINVAL} for an unknown id
   */
  CallResult wscDeinstallProvider(@Nullable Guid providerId);

  /**
   * {@code WSCGetProviderPath} (CAT-PATH-1, WIN-59).
   *
   * @param providerId the id of an installed provider
   * @param pathLength {@code *lpProviderDllPathLen}: room in characters, 0 also for a NULL buffer
   * @return {@code WSAEFAULT} for null, then {@code WSAEINVAL} for an unknown id, then {@code
   *     WSAEFAULT} with the length that is needed for too little room
   */
  PathResult wscGetProviderPath(@Nullable Guid providerId, @Nullable Integer pathLength);

  /**
   * {@code WSCWriteProviderOrder} (CAT-ORDER-1).
   *
   * @param entryIds every id of the catalog exactly once
   * @return the error itself: 0, {@code WSAEFAULT} for null, {@code WSAEINVAL}, or {@code
   *     ERROR_BUSY} (170) while another thread changes the catalog
   */
  int wscWriteProviderOrder(@Nullable List<Integer> entryIds);

  /**
   * {@code WSCUpdateProvider}: changes path and entries of an installed provider. Entries keep
   * their ids and places, one by one; what is left over is removed, what is new stands at the end.
   *
   * @param providerId the id of an installed provider
   * @param path the new one
   * @param protocols the new entries; those at the places of old ones keep their ids
   * @return {@code WSAEFAULT} for null; {@code WSAEINVAL} for an empty list, a bad path or an
   *     unknown id
   */
  CallResult wscUpdateProvider(
      @Nullable Guid providerId, @Nullable String path, @Nullable List<ProtocolInfo> protocols);
}
