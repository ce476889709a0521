package dev.wsplab.host;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Some entries of a catalog, and how they are written into a caller's buffer (CAT-ENUM-*). */
final class ProtocolList {
  private final List<ProtocolInfo> entries;

  private ProtocolList(List<ProtocolInfo> entries) {
    this.entries = entries;
  }

  /** The entries whose iProtocol is in the filter, which ends at its first 0; all without one. */
  static ProtocolList of(List<ProtocolInfo> entries, @Nullable List<Integer> protocols) {
    if (protocols == null) {
      return new ProtocolList(entries);
    }
    Set<Integer> wanted =
        protocols.stream().takeWhile(protocol -> protocol != 0).collect(Collectors.toSet());
    return new ProtocolList(
        entries.stream().filter(entry -> wanted.contains(entry.protocol())).toList());
  }

  /** Leaves out what clients cannot use or must not see (WIN-60; sheet, 6.1). */
  ProtocolList forClients() {
    return new ProtocolList(
        entries.stream()
            .filter(entry -> !entry.isLayer())
            .filter(entry -> (entry.providerFlags() & Winsock2.PFL_HIDDEN) == 0)
            .toList());
  }

  /** Writes all or nothing (CAT-ENUM-3). */
  ProtocolsResult write(long buffer, int length) {
    int needed = entries.size() * ProtocolInfo.SIZE;
    if (Integer.compareUnsigned(length, needed) < 0 || buffer == 0 && needed > 0) {
      return ProtocolsResult.failed(WsaError.WSAENOBUFS, needed);
    }
    try {
      ByteBuffer all = ByteBuffer.allocate(needed);
      entries.forEach(entry -> all.put(ProtocolInfoLayout.toBytes(entry)));
      Kernel.get().memory().write(all.array(), 0, needed, buffer);
      return new ProtocolsResult(entries.size(), 0, length);
    } catch (AccessViolationException e) {
      return ProtocolsResult.failed(WsaError.WSAEFAULT, length);
    }
  }
}
