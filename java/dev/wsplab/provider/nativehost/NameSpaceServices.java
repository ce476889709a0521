package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The {@code WSC} functions for namespace providers as a module calls them; none has an lpErrno.
 */
final class NameSpaceServices {
  private final Supplier<CatalogFunctions> catalog;

  NameSpaceServices(Supplier<CatalogFunctions> catalog) {
    this.catalog = catalog;
  }

  void on(Gate gate) {
    on(
        gate,
        "WSCInstallNameSpace",
        a ->
            catalog
                .get()
                .wscInstallNameSpace(
                    CatalogServices.text(a, 0),
                    CatalogServices.text(a, 1),
                    a.number(2),
                    a.number(3),
                    CatalogServices.guid(a, 4)));
    on(
        gate,
        "WSCUnInstallNameSpace",
        a -> catalog.get().wscUnInstallNameSpace(CatalogServices.guid(a, 0)));
    on(
        gate,
        "WSCEnableNSProvider",
        a -> catalog.get().wscEnableNSProvider(CatalogServices.guid(a, 0), a.number(1) != 0));
    gate.on("WSCWriteNameSpaceOrder", this::writeOrder);
    gate.on("WSCWriteNameSpaceOrder32", this::writeOrder);
  }

  /** One of them, told by its result alone. */
  @FunctionalInterface
  private interface Function {
    CallResult call(Arguments arguments);
  }

  private static void on(Gate gate, String name, Function function) {
    Gate.Service service =
        a -> {
          int error = errorOf(function, a);
          if (error != 0) {
            ModuleNatives.tellLastError(error);
            return -1;
          }
          return 0;
        };
    gate.on(name, service);
    gate.on(name + "32", service);
  }

  private static int errorOf(Function function, Arguments a) {
    try {
      CallResult result = function.call(a);
      return result.returnValue() == 0 ? 0 : result.errno();
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }

  private long writeOrder(Arguments a) {
    try {
      if (a.word(0) == 0) {
        return catalog.get().wscWriteNameSpaceOrder(null);
      }
      List<Guid> ids = new ArrayList<>();
      for (int i = 0; Integer.compareUnsigned(i, a.number(1)) < 0; i++) {
        ids.add(UpcallServices.guid(a.word(0) + (long) i * Guid.SIZE));
      }
      return catalog.get().wscWriteNameSpaceOrder(ids);
    } catch (AccessViolationException e) {
      return WsaError.WSAEFAULT.code();
    }
  }
}
