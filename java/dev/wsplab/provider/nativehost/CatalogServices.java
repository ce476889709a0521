package dev.wsplab.provider.nativehost;

import static dev.wsplab.provider.nativehost.UpcallServices.failed;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.CategoryResult;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.InstallResult;
import dev.wsplab.spi.PathResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoLayout;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.ProviderInfoResult;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The {@code WSC} functions as a module calls them. There is one catalog, so the forms that end in
 * 32 or 64_32 are the same functions. A pointer that cannot be read or written gives {@code
 * WSAEFAULT}.
 */
final class CatalogServices {
  private static final int LONGEST = Integer.MAX_VALUE;

  private final Supplier<CatalogFunctions> catalog;
  private final PathFinder paths;

  /** Says where a provider's module can be loaded from. */
  @FunctionalInterface
  interface PathFinder {
    /** The file that the calling module would open; null when there is none. */
    @Nullable String pathOf(Guid provider);
  }

  CatalogServices(Supplier<CatalogFunctions> catalog, PathFinder paths) {
    this.catalog = catalog;
    this.paths = paths;
  }

  void on(Gate gate) {
    both(gate, "WSCEnumProtocols", "WSCEnumProtocols32", 3, this::enumProtocols);
    both(gate, "WSCGetProviderPath", "WSCGetProviderPath32", 3, this::providerPath);
    both(gate, "WSCInstallProvider", "WSCInstallProvider64_32", 4, this::install);
    both(gate, "WSCDeinstallProvider", "WSCDeinstallProvider32", 1, this::deinstall);
    both(gate, "WSCUpdateProvider", "WSCUpdateProvider32", 4, this::update);
    both(gate, "WSCGetProviderInfo", "WSCGetProviderInfo32", 5, this::getInfo);
    both(gate, "WSCSetProviderInfo", "WSCSetProviderInfo32", 5, this::setInfo);
    on(gate, "WSCInstallProviderAndChains", 7, a -> chains(a, 0));
    on(gate, "WSCInstallProviderAndChains64_32", 8, a -> chains(a, 1));
    on(gate, "WSCGetApplicationCategory", 5, this::getCategory);
    on(gate, "WSCSetApplicationCategory", 6, this::setCategory);
    for (String name : List.of("WSCWriteProviderOrder", "WSCWriteProviderOrder32")) {
      gate.on(name, this::writeOrder);
    }
    new NameSpaceServices(catalog).on(gate);
  }

  private static void both(Gate gate, String name, String twin, int errno, Gate.Service service) {
    on(gate, name, errno, service);
    on(gate, twin, errno, service);
  }

  private static void on(Gate gate, String name, int errno, Gate.Service service) {
    gate.on(
        name,
        a -> {
          try {
            return service.serve(a);
          } catch (AccessViolationException e) {
            return failed(a, errno, WsaError.WSAEFAULT.code());
          } catch (WinsockException e) {
            return failed(a, errno, e.errno());
          }
        });
  }

  // ---- parameters

  static @Nullable Guid guid(Arguments a, int index) {
    return a.word(index) == 0 ? null : UpcallServices.guid(a.word(index));
  }

  static @Nullable String text(Arguments a, int index) {
    return a.word(index) == 0 ? null : UpcallServices.readText(a.word(index));
  }

  /** A text of so many characters, its terminator not counted. */
  private static @Nullable String text(Arguments a, int index, int length) {
    String text = text(a, index);
    int given = a.number(length);
    return text == null || given < 0 || given >= text.length() ? text : text.substring(0, given);
  }

  private static @Nullable List<ProtocolInfo> infos(Arguments a, int array, int count) {
    if (a.word(array) == 0) {
      return null;
    }
    List<ProtocolInfo> infos = new ArrayList<>();
    for (int i = 0; Integer.compareUnsigned(i, a.number(count)) < 0; i++) {
      byte[] bytes = new byte[ProtocolInfo.SIZE];
      long at = a.word(array) + (long) i * ProtocolInfo.SIZE;
      Arguments.memory().read(at, bytes, 0, bytes.length);
      infos.add(info(bytes));
    }
    return infos;
  }

  private static ProtocolInfo info(byte[] bytes) {
    try {
      return ProtocolInfoLayout.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new WinsockException(
          "reading WSAPROTOCOL_INFOW", WsaError.WSAEINVAL.code(), String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Integer number(Arguments a, int index) {
    return a.word(index) == 0 ? null : a.load(index);
  }

  private static long result(Arguments a, int errno, CallResult result) {
    return result.returnValue() == 0 ? 0 : failed(a, errno, result.errno());
  }

  // ---- the functions

  /** The list ends with 0. */
  private long enumProtocols(Arguments a) {
    List<Integer> protocols = null;
    if (a.word(0) != 0) {
      protocols = new ArrayList<>();
      for (long at = a.word(0); Arguments.memory().loadInt(at) != 0; at += Integer.BYTES) {
        protocols.add(Arguments.memory().loadInt(at));
      }
    }
    if (a.word(2) == 0) {
      return failed(a, 3, WsaError.WSAEFAULT.code());
    }
    ProtocolsResult result = catalog.get().wscEnumProtocols(protocols, a.word(1), a.load(2));
    a.store(2, result.length());
    return result.succeeded() ? result.returnValue() : failed(a, 3, result.errno());
  }

  /**
   * What can be opened under the path that is stored is this environment's own file; a path with
   * nothing that can be opened is told as it is stored (CAT-INST-1).
   */
  private long providerPath(Arguments a) {
    Guid id = guid(a, 0);
    Integer room = number(a, 2);
    PathResult stored = catalog.get().wscGetProviderPath(id, room == null ? null : LONGEST);
    if (id == null || room == null || stored.returnValue() != 0) {
      return failed(a, 3, stored.errno());
    }
    String own = paths.pathOf(id);
    String path = own == null ? stored.path() : own;
    int needed = path.length() + 1;
    a.store(2, needed);
    if (room < needed || a.word(1) == 0) {
      return failed(a, 3, WsaError.WSAEFAULT.code()); // WPU-PATH-3
    }
    UpcallServices.writeText(path, a.word(1));
    return 0;
  }

  private long install(Arguments a) {
    return result(a, 4, catalog.get().wscInstallProvider(guid(a, 0), text(a, 1), infos(a, 2, 3)));
  }

  /**
   * The form for two architectures has one more path, before the name: that of the other one, of
   * which nothing can be loaded here.
   */
  private long chains(Arguments a, int more) {
    if (more > 0 && text(a, 2) == null) {
      return failed(a, 7 + more, WsaError.WSAEINVAL.code());
    }
    InstallResult result =
        catalog
            .get()
            .wscInstallProviderAndChains(
                guid(a, 0),
                text(a, 1),
                text(a, 2 + more),
                a.number(3 + more),
                infos(a, 4 + more, 5 + more));
    if (!result.succeeded()) {
      return failed(a, 7 + more, result.errno());
    }
    a.store(6 + more, result.catalogEntryId());
    return 0;
  }

  private long deinstall(Arguments a) {
    return result(a, 1, catalog.get().wscDeinstallProvider(guid(a, 0)));
  }

  private long update(Arguments a) {
    return result(a, 4, catalog.get().wscUpdateProvider(guid(a, 0), text(a, 1), infos(a, 2, 3)));
  }

  private long getInfo(Arguments a) {
    ProviderInfoResult result =
        catalog
            .get()
            .wscGetProviderInfo(guid(a, 0), a.number(1), a.word(2), number(a, 3), a.number(4));
    a.store(3, result.size());
    return result.returnValue() == 0 ? 0 : failed(a, 5, result.errno());
  }

  private long setInfo(Arguments a) {
    return result(
        a,
        5,
        catalog
            .get()
            .wscSetProviderInfo(guid(a, 0), a.number(1), a.word(2), a.number(3), a.number(4)));
  }

  private long getCategory(Arguments a) {
    CategoryResult result = catalog.get().wscGetApplicationCategory(text(a, 0, 1), text(a, 2, 3));
    return category(a, 4, 5, result);
  }

  private long setCategory(Arguments a) {
    CategoryResult result =
        catalog.get().wscSetApplicationCategory(text(a, 0, 1), text(a, 2, 3), a.number(4));
    return category(a, 5, 6, result);
  }

  private static long category(Arguments a, int out, int errno, CategoryResult result) {
    if (result.returnValue() != 0) {
      return failed(a, errno, result.errno());
    }
    a.store(out, result.categories());
    return 0;
  }

  /** CAT-ORDER-1: the error itself is returned. */
  private long writeOrder(Arguments a) {
    try {
      if (a.word(0) == 0) {
        return catalog.get().wscWriteProviderOrder(null);
      }
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; Integer.compareUnsigned(i, a.number(1)) < 0; i++) {
        ids.add(Arguments.memory().loadInt(a.word(0) + (long) i * Integer.BYTES));
      }
      return catalog.get().wscWriteProviderOrder(ids);
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }
}
