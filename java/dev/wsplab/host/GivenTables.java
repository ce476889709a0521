package dev.wsplab.host;

import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The upcalls and exports that providers were given by those who stand before them, and what is
 * behind each. A layer passes its own on to the provider below, as it should (WSP-START-9); who
 * stands before the layer would then take the calls of the provider below for the layer's. So that
 * provider is given what is behind. Thread-safe.
 */
final class GivenTables {
  private record Tables(Upcalls upcalls, Ws2Exports exports) {}

  // By identity: what a layer has put something of its own before is the layer's business.
  private final Map<Object, Object> behind = Collections.synchronizedMap(new IdentityHashMap<>());
  // The start that each thread is in, the innermost; a layer starts others in its own.
  private final ThreadLocal<@Nullable Tables> starting = new ThreadLocal<>();

  /** To stand nearest to a provider: notes what it is given. */
  ServiceProvider nearest(ServiceProvider provider) {
    return new Nearest(provider);
  }

  /** To stand before all others: takes away what stood before the layer that starts it. */
  ServiceProvider farthest(ServiceProvider provider) {
    return new Farthest(provider);
  }

  private <T extends Object> T behind(Class<T> type, T given) {
    Object found = behind.get(given);
    return found == null ? given : type.cast(found);
  }

  private final class Farthest extends ForwardingProvider {
    Farthest(ServiceProvider provider) {
      super(provider);
    }

    @Override
    public StartupResult wspStartup(
        int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
      Tables tables = new Tables(behind(Upcalls.class, upcalls), behind(Ws2Exports.class, exports));
      Tables outer = starting.get();
      starting.set(tables);
      try {
        return super.wspStartup(versionRequested, protocolInfo, tables.upcalls(), tables.exports());
      } finally {
        starting.set(outer);
      }
    }
  }

  private final class Nearest extends ForwardingProvider {
    Nearest(ServiceProvider provider) {
      super(provider);
    }

    @Override
    protected Upcalls upcallsFor(Upcalls upcalls) {
      Tables tables = starting.get();
      if (tables != null && tables.upcalls() != upcalls) {
        behind.put(upcalls, tables.upcalls());
      }
      return upcalls;
    }

    @Override
    protected Ws2Exports exportsFor(Ws2Exports exports) {
      Tables tables = starting.get();
      if (tables != null && tables.exports() != exports) {
        behind.put(exports, tables.exports());
      }
      return exports;
    }
  }
}
