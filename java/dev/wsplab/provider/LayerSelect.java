package dev.wsplab.provider;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TimeVal;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One {@code WSPSelect} of a layer: sets of the handles below go down, and come back as the
 * client's own.
 */
final class LayerSelect {
  private final Layer layer;
  private final List<@Nullable FdSet> above;
  private final Map<SocketHandle, LayeredSocket> sockets = new LinkedHashMap<>();

  LayerSelect(Layer layer, @Nullable FdSet read, @Nullable FdSet write, @Nullable FdSet except) {
    this.layer = layer;
    this.above = Arrays.asList(read, write, except);
  }

  CountResult select(@Nullable TimeVal timeout) {
    for (SocketHandle s : handles()) {
      LayeredSocket socket = layer.find(s);
      if (socket == null) {
        return CountResult.failed(WsaError.WSAENOTSOCK);
      }
      sockets.put(s, socket);
    }
    if (sockets.isEmpty()) {
      return CountResult.failed(WsaError.WSAEINVAL);
    }
    // All sockets of one call are the same provider's; below a layer too (sheet, 3.9).
    ServiceProvider lower = sockets.values().iterator().next().lower();
    List<@Nullable FdSet> below = new ArrayList<>(above.stream().map(this::translated).toList());
    CountResult result = lower.wspSelect(below.get(0), below.get(1), below.get(2), timeout);
    if (result.returnValue() >= 0) {
      for (int i = 0; i < above.size(); i++) {
        giveBack(above.get(i), below.get(i));
      }
    }
    return result;
  }

  private Set<SocketHandle> handles() {
    Set<SocketHandle> handles = new LinkedHashSet<>();
    for (FdSet set : above) {
      if (set != null) {
        handles.addAll(set.sockets());
      }
    }
    return handles;
  }

  private @Nullable FdSet translated(@Nullable FdSet set) {
    if (set == null) {
      return null;
    }
    FdSet lower = new FdSet(set.capacity());
    set.sockets().forEach(s -> lower.add(lowerOf(s)));
    return lower;
  }

  private void giveBack(@Nullable FdSet set, @Nullable FdSet ready) {
    if (set != null && ready != null) {
      set.retainAll(set.sockets().stream().filter(s -> ready.contains(lowerOf(s))).toList());
    }
  }

  private SocketHandle lowerOf(SocketHandle s) {
    LayeredSocket socket = sockets.get(s);
    return socket == null ? SocketHandle.INVALID : socket.lowerHandle();
  }
}
