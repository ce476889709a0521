package dev.wsplab.cli;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.wsplab.host.CatalogFile;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The Winsock catalog of the machine itself, as the WSC functions of its own {@code ws2_32} tell
 * it. Only asks; needs neither {@code WSAStartup} nor an administrator.
 */
final class MachineCatalog {
  private static final int PATH_CHARACTERS = 260;

  private MachineCatalog() {}

  /** Asks for the path of a provider's module. */
  @FunctionalInterface
  interface Paths {
    String of(Guid provider) throws SetUpException;
  }

  /**
   * Reads it.
   *
   * @param told is told of each provider without a path
   */
  static CatalogFile read(Consumer<String> told) throws SetUpException {
    if (!Platform.isWindows()) {
      throw new SetUpException(
          "import: this system has no Winsock catalog; run it on Windows, or make a catalog with wsplab catalog"
              + " create");
    }
    return of(entries(), MachineCatalog::path, told);
  }

  /** What a broken installation has left is kept, for it is what people look for. */
  static CatalogFile of(List<ProtocolInfo> entries, Paths modules, Consumer<String> told) {
    Map<Guid, String> paths = new LinkedHashMap<>();
    for (Guid provider :
        new LinkedHashSet<>(entries.stream().map(ProtocolInfo::providerId).toList())) {
      try {
        paths.put(provider, modules.of(provider));
      } catch (SetUpException e) {
        told.accept(e.getMessage() + "; its entries are kept, as orphans");
      }
    }
    return new CatalogFile(paths, entries, Map.of(), Map.of());
  }

  private static List<ProtocolInfo> entries() throws SetUpException {
    IntByReference length = new IntByReference(0);
    IntByReference errno = new IntByReference(0);
    Pointer none = new Pointer(0);
    Object[] sizeOnly = {none, none, length, errno};
    ws2("WSCEnumProtocols").invokeInt(sizeOnly);
    if (errno.getValue() != WsaError.WSAENOBUFS.code()) {
      throw failed("WSCEnumProtocols", errno.getValue());
    }
    try (Memory room = new Memory(Math.max(1, length.getValue()))) {
      int count = ws2("WSCEnumProtocols").invokeInt(new Object[] {none, room, length, errno});
      if (count < 0) {
        throw failed("WSCEnumProtocols", errno.getValue());
      }
      List<ProtocolInfo> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long at = (long) i * ProtocolInfo.SIZE;
        entries.add(ProtocolInfoLayout.fromBytes(room.getByteArray(at, ProtocolInfo.SIZE)));
      }
      return entries;
    }
  }

  /** Unexpanded, as it is stored. */
  private static String path(Guid id) throws SetUpException {
    IntByReference length = new IntByReference(PATH_CHARACTERS);
    IntByReference errno = new IntByReference(0);
    try (Memory provider = new Memory(Guid.SIZE);
        Memory room = new Memory((long) PATH_CHARACTERS * Character.BYTES)) {
      provider.write(0, id.toBytes(), 0, Guid.SIZE);
      room.clear();
      Object[] arguments = {provider, room, length, errno};
      if (ws2("WSCGetProviderPath").invokeInt(arguments) != 0) {
        throw failed("WSCGetProviderPath for the provider " + id, errno.getValue());
      }
      return room.getWideString(0);
    }
  }

  private static SetUpException failed(String function, int errno) {
    return new SetUpException(
        "import: " + function + " of this machine failed with error " + errno);
  }

  private static Function ws2(String name) {
    return Function.getFunction("ws2_32", name, Function.ALT_CONVENTION);
  }
}
